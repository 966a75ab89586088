// fhir-kit-client against a base address: what it finds, as one line of JSON.
import { Client } from "fhir-kit-client";
import { readFileSync } from "node:fs";

const [base, file] = process.argv.slice(2);
const client = new Client({ baseUrl: base });
const record = JSON.parse(readFileSync(file, "utf8"));
const url = "urn:hematinic:plan-definition:iron-b12";
const failed = async (asking) => {
  try {
    await asking;
    return "nothing went wrong";
  } catch (error) {
    const data = error.response?.data ?? error.data ?? {};
    return `${error.response?.status ?? error.status} ${data.resourceType} ${data.issue?.[0]?.code}`;
  }
};

const metadata = await client.capabilityStatement();
const found = await client.search({ resourceType: "PlanDefinition", searchParams: { url } });
const id = found.entry[0].resource.id;
const read = await client.read({ resourceType: "PlanDefinition", id });
const input = {
  resourceType: "Parameters",
  parameter: [
    { name: "subject", valueString: "Patient/fictional-1" },
    { name: "data", resource: record },
  ],
};
const applied = await client.operation({ name: "apply", resourceType: "PlanDefinition", id, input });
const ofType = { ...input, parameter: [{ name: "url", valueUri: url }, ...input.parameter] };
const bundle = await client.operation({
  name: "r5.apply", resourceType: "PlanDefinition", input: ofType,
});
const first = await client.search({ resourceType: "ActivityDefinition", searchParams: { _count: 5 } });
const second = await client.nextPage({ bundle: first });
console.log(JSON.stringify({
  metadata: metadata.fhirVersion,
  found: found.total,
  read: read.url,
  applied: applied.resourceType,
  contains: applied.contained[0].resourceType,
  bundle: bundle.resourceType,
  pages: [first.entry.length, second.entry.length],
  missing: await failed(client.read({ resourceType: "PlanDefinition", id: "other" })),
  refused: await failed(
    client.operation({ name: "apply", resourceType: "PlanDefinition", id, input: { resourceType: "Parameters" } }),
  ),
}));
