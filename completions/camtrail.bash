# SPDX-License-Identifier: Apache-2.0
# bash completion for camtrail; source it or install it as
# /usr/share/bash-completion/completions/camtrail
_camtrail() {
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	if [ "$COMP_CWORD" = 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "audit explain vet knowledge observe --help --version" -- "$current")
		return
	fi
	if [ "${COMP_WORDS[1]}" = knowledge ] && [ "$COMP_CWORD" = 2 ]; then
		mapfile -t COMPREPLY < <(compgen -W "check list show diff --help" -- "$current")
		return
	fi
	case $previous in
	--table)
		mapfile -t COMPREPLY < <(compgen -W "maker signature cloud brand address certificate heartbeat" -- "$current")
		return ;;
	--class)
		mapfile -t COMPREPLY < <(compgen -W "label mac host discovery web media tls cloud control firmware" -- "$current")
		return ;;
	--csv | --extract | --knowledge | --reference | --keep)
		mapfile -t COMPREPLY < <(compgen -d -- "$current")
		return ;;
	--color)
		mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$current")
		return ;;
	--filter | --like | --firmware-of | --memory | --jobs | --width | --maker | --grade) return ;;
	esac
	if [[ ${COMP_WORDS[1]} == knowledge && $current == -* && $previous != --json ]]; then
		mapfile -t COMPREPLY < <(compgen -W "--table --maker --class --grade --knowledge --json
			--force --width --color --help" -- "$current")
	elif [[ ${COMP_WORDS[1]} == vet && $current == -* && $previous != --json ]]; then
		mapfile -t COMPREPLY < <(compgen -W "--declared --reference --certified --compare --knowledge --json
			--html --cyclonedx --keep --force --quiet --width --color --jobs --no-sandbox --help" -- "$current")
	elif [[ $current == -* && $previous != --json ]]; then
		mapfile -t COMPREPLY < <(compgen -W "--declared --site --neighbours --knowledge --filter --firmware
			--firmware-of --like
			--json --html --csv --jsonl --extract --hash --force --quiet --width --color --memory --jobs
			--one-process --no-sandbox --help" -- "$current")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
	fi
}
complete -o filenames -F _camtrail camtrail
