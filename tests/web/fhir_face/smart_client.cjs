// fhirclient (of SMART) against a base address: what it finds, as one line of JSON.
const { FhirClient } = require("fhirclient");
const { readFileSync } = require("node:fs");

const [base, file] = process.argv.slice(2);
const record = JSON.parse(readFileSync(file, "utf8"));
const url = "urn:hematinic:plan-definition:iron-b12";

async function failed(asking) {
  try {
    await asking;
    return "nothing went wrong";
  } catch (error) {
    return String(error.status ?? error.statusCode ?? error.message);
  }
}

async function main() {
  const client = new FhirClient(base);
  const post = (address, body) =>
    client.fhirRequest(address, {
      method: "POST",
      headers: { "content-type": "application/fhir+json" },
      body: JSON.stringify(body),
    });
  const metadata = await client.fhirRequest("metadata");
  const found = await client.fhirRequest(`PlanDefinition?url=${encodeURIComponent(url)}`);
  const id = found.entry[0].resource.id;
  const read = await client.fhirRequest(`PlanDefinition/${id}`);
  const address = `PlanDefinition/${id}/$apply?subject=Patient/fictional-1`;
  const applied = await post(address, record);
  const bundle = await post(`PlanDefinition/${id}/$r5.apply`, record);
  console.log(JSON.stringify({
    metadata: metadata.fhirVersion,
    found: found.total,
    read: read.url,
    applied: applied.resourceType,
    contains: applied.contained[0].resourceType,
    bundle: bundle.resourceType,
    missing: await failed(client.fhirRequest("PlanDefinition/other")),
    refused: await failed(post(`PlanDefinition/${id}/$apply`, { resourceType: "Parameters" })),
  }));
}

main();
