// One patient after another through cql-execution: a line for each with the answers, and what it took.
const fs = require("fs");
const { createRequire } = require("module");
const [modules, folder] = process.argv.slice(2);
const load = createRequire(`${fs.realpathSync(modules)}/`);
const cql = load("cql-execution"), fhir = load("cql-exec-fhir");

async function main() {
  const read = (name) => JSON.parse(fs.readFileSync(`${folder}/${name}`, "utf8"));
  const library = new cql.Library(read("library.json"));
  const executor = new cql.Executor(library, new cql.CodeService({}));
  const source = fhir.PatientSource.FHIRv401();
  const answers = {};
  let spent = 0;
  for (const name of fs.readdirSync(`${folder}/bundles`).sort()) {
    const text = fs.readFileSync(`${folder}/bundles/${name}`, "utf8");
    const before = process.cpuUsage();
    source.loadBundles([JSON.parse(text)]);
    const found = (await executor.exec(source)).patientResults;
    const { user, system } = process.cpuUsage(before);
    spent += (user + system) / 1e6;
    for (const [id, of] of Object.entries(found)) {
      answers[id] = Object.fromEntries(Object.entries(of).filter(([rule]) => /^r\d+$/.test(rule)));
    }
    source.reset?.();
  }
  console.log(JSON.stringify({ spent, answers }));
}
main();
