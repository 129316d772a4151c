# SPDX-License-Identifier: GPL-2.0-or-later
#
# A kill that knows cgroups, even if the program kill in $PATH is not that of this package: long
# options of ours, and what is short for them, make it that program, everything else goes to the
# kill that was there before, which is a function of fish that makes PIDs of jobs and calls the
# program in $PATH.

if not functions -q __cgkill_kill
    if functions -q kill
        functions --copy kill __cgkill_kill
    else
        function __cgkill_kill
            command kill $argv
        end
    end
end

# __cgkill_has WORD OPTION...: whether the word is one of these, or short for it.
function __cgkill_has
    set -l name (string match -rg '^(--[a-z][a-z-]*)(?:=|$)' -- $argv[1])
    and string match -rq -- "^$name" $argv[2..]
end

function kill --description 'Send a signal to processes, jobs or cgroups'
    set -l long
    for word in $argv
        if test "$word" = --
            break
        else if __cgkill_has $word --cgroup
            command /usr/local/libexec/cgkill/kill $argv
            return
        else if __cgkill_has $word --all --dry-run --exclude-self --help --json --list --method \
                --pid --queue --remove --require-handler --show-process-state --signal --table \
                --timeout --verbose --version --wait
            set long yes
        end
    end
    if test -n "$long"
        # As in the kill of fish.
        if functions -q __fish_expand_pid_args
            set argv (__fish_expand_pid_args $argv)
        end
        command /usr/local/libexec/cgkill/kill $argv
    else
        __cgkill_kill $argv
    end
end
