# Writes the Markdown files as rows of an array: cmake -D FILES=a.md|b.md -D OUTPUT=FILE -P embed_help.cmake
# Each line is a literal of its own, since the length of one is limited.
string(REPLACE "|" ";" FILES "${FILES}")
set(rows "")
foreach(file ${FILES})
  cmake_path(GET file STEM name)
  file(READ ${file} text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\"\n\"" text "${text}")
  string(APPEND rows "{\"${name}\",\n\"${text}\"},\n")
endforeach()
file(WRITE ${OUTPUT} "${rows}")
