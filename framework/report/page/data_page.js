// What the data are like: figures that the program declared, see data_figures.cpp.

function addDataFigures(parent, run) {
  for (const {name, members} of run.dataFigures) addDeclared(parent, name, members);
}
