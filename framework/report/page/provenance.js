// Where a run comes from and how to repeat it.

function shellWord(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

// All single values of a JSON object, with their path.
function flatFacts(value, path = []) {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [[path.join(" "), String(value)]];
  return Object.entries(value).flatMap(([key, inner]) =>
    flatFacts(inner, Array.isArray(value) ? [...path, String(+key + 1)] : [...path, key]),
  );
}

function addProvenance(parent, run) {
  if (!run.isRun) return;
  const {record} = run,
    command = (record.invocation || {}).command || record.command;
  if (command) {
    add(parent, "p", "The command that did this:");
    add(parent, "pre", `npd ${command.map(shellWord).join(" ")}`, {
      class: "command",
      tabindex: "0",
    });
    add(
      parent,
      "p",
      "The resolved configuration below repeats it with any npd of the same version: npd run config.toml",
    );
  }
  factTable(
    parent,
    flatFacts(record).filter(([name]) => !/^(command|invocation)/.test(name)),
  );
  if (run.config) foldedText(parent, "The resolved configuration, config.toml", run.config);
  if (run.log) foldedText(parent, "The end of log.txt", run.log);
}
