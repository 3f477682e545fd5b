namespace KubeTask.Cli.Completion;

/// <summary>The scripts that let shells ask this program.</summary>
internal static class Scripts
{
    public const string Bash = """
        # Completion of kubectl-kubetask for bash. For "kubectl kubetask", see: kubectl kubetask completion --help
        _kubectl_kubetask() {
            local line directive=4
            COMPREPLY=()
            while IFS= read -r line; do
                case $line in
                :*) directive=${line#:} ;;
                *) COMPREPLY+=("${line%%$'\t'*}") ;;
                esac
            done < <(kubectl-kubetask __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
            if [ "$directive" = 0 ]; then
                compopt -o default
            fi
        }
        complete -F _kubectl_kubetask kubectl-kubetask

        """;

    public const string Zsh = """
        #compdef kubectl-kubetask
        # Completion of kubectl-kubetask for zsh. For "kubectl kubetask", see: kubectl kubetask completion --help
        _kubectl-kubetask() {
            local line directive=4
            local -a values
            local -a asked=("${(@)words[2,$CURRENT]}")
            if [[ $words[CURRENT] == --*=* ]]; then
                compset -P '*='
            fi
            while IFS= read -r line; do
                case $line in
                :*) directive=${line#:} ;;
                *$'\t'*) values+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
                *) values+=("${line//:/\\:}") ;;
                esac
            done < <(kubectl-kubetask __complete "${(@)asked}" 2>/dev/null)
            _describe -t values value values
            if [[ $directive == 0 ]]; then
                _files
            fi
        }
        if [ "$funcstack[1]" = "_kubectl-kubetask" ]; then
            _kubectl-kubetask
        else
            compdef _kubectl-kubetask kubectl-kubetask
        fi

        """;

    public const string Fish = """
        # Completion of kubectl-kubetask for fish. For "kubectl kubetask", see: kubectl kubetask completion --help
        function __kubectl_kubetask_complete
            set -l before (commandline -opc)
            set -l answer (kubectl-kubetask __complete $before[2..-1] (commandline -ct) 2>/dev/null)
            set -l prefix (string match -r '^--[^=]+=' -- (commandline -ct))
            string replace -r -- '^' "$prefix" (string match -v -r '^:[0-9]+$' -- $answer)
            if contains -- :0 $answer
                __fish_complete_path (commandline -ct)
            end
        end
        complete -c kubectl-kubetask -f -a '(__kubectl_kubetask_complete)'

        """;

    /// <summary>What kubectl (1.26 and newer) runs to complete "kubectl kubetask".</summary>
    public const string Kubectl = """
        #!/bin/sh
        # kubectl runs this to complete "kubectl kubetask". Its name must be kubectl_complete-kubetask, in a folder of PATH.
        exec kubectl-kubetask __complete "$@"

        """;
}
