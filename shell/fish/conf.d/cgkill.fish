# SPDX-License-Identifier: GPL-2.0-or-later
#
# A kill that knows cgroups, even if the program kill in $PATH is not that of this package:
# --cgroup, and what is short for it, goes to cgkill(1), everything else to the kill that was there
# before, which is a function of fish that makes PIDs of jobs and calls the program.

if not functions -q __cgkill_kill
    if functions -q kill
        functions --copy kill __cgkill_kill
    else
        function __cgkill_kill
            command kill $argv
        end
    end
end

function kill --description 'Send a signal to processes, jobs or cgroups'
    for word in $argv
        switch $word
            case --
                break
            case --c --cg --cgr --cgro --cgrou --cgroup '--c=*' '--cg=*' '--cgr=*' '--cgro=*' '--cgrou=*' '--cgroup=*'
                command cgkill $argv
                return
        end
    end
    __cgkill_kill $argv
end
