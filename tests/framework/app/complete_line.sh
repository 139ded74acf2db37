#!/usr/bin/env bash
# complete_line.sh PROGRAM LINE: what bash would offer at the end of LINE, one word a line. PROGRAM
# stands for npd.
program=$1 line=$2
npd() { "$program" "$@"; }
compopt() { :; }  # works only while the shell reads a line
. <("$program" completion bash)
split=${line//=/ = }  # as readline does at = and :
read -ra COMP_WORDS <<<"${split//:/ : }"
[[ $line != *' ' ]] || COMP_WORDS+=('')
COMP_WORDS[0]=npd COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
_npd
[ ${#COMPREPLY[@]} = 0 ] || printf '%s\n' "${COMPREPLY[@]}"
