// Figures that the program, a metric or an analysis declared, see npd/figure.hpp.

// What is empty is not there.
function asDrawn(figure) {
  const axis = (one) => ({label: "", unit: "", ...one});
  const series = figure.series.map(({type, ...one}) => ({
    ...one,
    kind: type === "heat_map" ? "heat" : type,
    ...(type === "bars" ? {} : {x: one.x || [], y: one.y || []}),
    ...(type === "bars" || type === "heat_map" ? {values: one.values || []} : {}),
  }));
  const drawn = {...figure, x: axis(figure.x), y: axis(figure.y), z: axis(figure.z), series};
  const heat = series.find((one) => one.kind === "heat");
  return heat ? {...drawn, zDomain: rangeOf(heat.values), colourBar: true} : drawn;
}

// Conditions of a scale, "stim 4", "stim 8", get colours along a ramp.
function tinted(figure) {
  const series = figure.series.map((one) => ({...one})),
    values = series.map((one) => one.name.split(" ").pop());
  if (series.length > 2 && series.every((one) => one.kind === "path" || one.kind === "line")) {
    const tints = conditionColours(values);
    series.forEach((one, i) => {
      one.colour = tints[i];
    });
  }
  return {...figure, series};
}

// A figure that the program declared: one panel, or a choice of several.
function addDeclared(parent, name, members) {
  const controls =
    members.length < 2
      ? []
      : [
          {
            kind: "select",
            name: "member",
            label: "show",
            options: members.map((member, i) => [String(i), member.label]),
          },
        ];
  const figure = (state) => tinted(asDrawn(members[+state.member].figure));
  return new FigureCard(parent, {
    name,
    controls,
    state: {member: "0"},
    title: (state) => figure(state).title,
    panels: (state) => [{...figure(state), title: "", height: isSpace(figure(state)) ? 420 : 300}],
  });
}
