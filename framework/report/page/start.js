// The script of a report: these files one behind the other, in the order of CMakeLists.txt.
"use strict";
