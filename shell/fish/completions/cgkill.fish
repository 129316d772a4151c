# SPDX-License-Identifier: GPL-2.0-or-later
#
# fish completion for cgkill(1), or for the program named by the argument.

set -l program cgkill
set -q argv[1]
and set program $argv[1]

# Where the whole cgroup2 hierarchy is mounted; any of several mounts will do.
function __cgkill_mount
    set -l mounts (string match -rg '^\S+ \S+ \S+ / (\S+) .*- cgroup2 ' </proc/self/mountinfo)
    and printf %b (string replace -a '\\' '\\0' -- $mounts[1])
end

# The word to complete, without quotes, or the part of it after =.
function __cgkill_word
    set -l token (commandline -ct | string replace -r '^--c[a-z]*=' '')
    string unescape -- "$token"
end

# __cgkill_print CGROUP WORD: with a slash if there are others below it.
function __cgkill_print
    set -l below $argv[1]/*/ $argv[1]/.*/
    set -q below[1]
    and echo $argv[2]/
    or echo $argv[2]
end

# The next level of cgroups, as paths and as names below the mount point. A path takes precedence,
# so a name that is also a path is left out; so is anything that looks like an option, pid: or name:.
# A tab would begin a description, and a newline another word.
function __cgkill_cgroups
    set -l start (string replace -r '[^/]*$' '' -- (__cgkill_word))
    set -l mount (__cgkill_mount)
    or set mount ''
    set -l absolute $start
    string match -q '/*' -- $start
    or set absolute (string trim -r -c / -- $PWD)/$start
    for path in $start*/ $start.*/
        string match -qr '^-|^pid:|^name:|[\t\n]' -- $path
        and continue
        set path (string trim -r -c / -- $path)
        set -l ancestor $absolute(string replace -r '.*/' '' -- $path)/
        test -e $path/cgroup.controllers -o \
            (string sub -l (string length -- $ancestor) -- $mount/) = $ancestor
        and __cgkill_print $path $path
    end
    test -n "$mount"
    or return
    set mount $mount/(string trim -l -c / -- $start)
    for path in $mount*/ $mount.*/
        set -l name $start(string replace -r '.*/([^/]*)/$' '$1' -- $path)
        string match -qr '^-|^pid:|^name:|^\.\.?/|\t' -- $name
        or test -e $name
        or __cgkill_print $path $name
    end
end

# The names, last components of paths, that only one cgroup has.
function __cgkill_names
    set -l mount (__cgkill_mount)
    or return
    set -l paths $mount/**/ $mount/**/.*/
    string replace -r '.*/([^/]*)/$' 'name:$1' -- $paths | string match -rv '\t' | sort | uniq -u
end

# __cgkill_pids [pid:]
function __cgkill_pids
    __fish_complete_pids | string replace -r '^' "$argv[1]"
end

function __cgkill_signals
    command kill -l | string split -n ' ' | string match -r '^[A-Z]+[12]?$' | string match -v EXIT
end

# Whether the operands are cgroups.
function __cgkill_for_cgroups
    set -l words (commandline -opc)
    string match -qr '(^|/)cgkill$' -- $words[1]
    and return
    for word in $words[2..]
        test "$word" = --
        and return 1
        string match -qr '^--c(g(r(o(u(p)?)?)?)?)?(=|$)' -- $word
        and return
    end
    return 1
end

function __cgkill_operands
    set -l words (commandline -opc)
    if string match -q -- --timeout $words[-2]
        or string match -q -- '--timeout=*' $words[-1]
        or string match -qr -- '^(-l|-t|--list)$' $words
        __cgkill_signals
    else if not __cgkill_for_cgroups
        __cgkill_pids
    else
        __cgkill_operand
    end
end

# What an operand can be, also as the argument of --cgroup=
function __cgkill_operand
    switch (__cgkill_word)
        case 'pid:*'
            __cgkill_pids pid:
        case 'name:*'
            __cgkill_names
        case '*'
            printf '%s\n' pid: name:
            __cgkill_cgroups
    end
end

# Whether the argument of --cgroup= is being typed.
function __cgkill_in_option
    string match -qr '^--c[a-z]*=' -- (commandline -ct)
end

complete -c $program -f -a '(__cgkill_operands)'
for name in (__cgkill_signals)
    complete -c $program -o $name -d "Send SIG$name"
end
complete -c $program -s s -l signal -x -a '(__cgkill_signals)' -d 'Signal to send'
complete -c $program -s n -x -a '(__cgkill_signals)' -d 'Signal to send'
complete -c $program -s q -l queue -x -d 'Send a value with the signal'
complete -c $program -s p -l pid -d 'Print the PIDs, signal nothing'
complete -c $program -l timeout -x -d 'Send another signal to the remaining processes'
complete -c $program -l mrelease -d 'Free the memory of those that get KILL at once'
complete -c $program -l verbose -d 'Report what is done'
complete -c $program -s h -l help -d 'Show help'
complete -c $program -s V -l version -d 'Show the version'

set -l mode -n __cgkill_for_cgroups
complete -c $program $mode -l dry-run -d 'Show what would be done, signal nothing'
complete -c $program $mode -l exclude-self -d 'Spare the program itself'
complete -c $program $mode -l json -d 'Print the result, or with --dry-run the tree, as JSON'
complete -c $program $mode -l method -x -a 'auto kernel freeze signal' -d 'Way to do it'
complete -c $program $mode -l remove -d 'Wait, then remove the cgroups'
complete -c $program $mode -l wait -d 'Wait until the cgroups are empty'
complete -c $program $mode -l when -x -a oom -d 'Wait for a condition before the first signal'

if test $program = cgkill
    # Accepted, but not offered.
    complete -c cgkill -n __cgkill_in_option -l cgroup -x -a '(__cgkill_operand)'
else
    complete -c kill -l cgroup -a '(__cgkill_operand)' -d 'All operands are cgroups'
    set mode -n 'not __cgkill_for_cgroups'
    complete -c kill $mode -s a -l all -d 'Names match processes of all users'
    complete -c kill $mode -s r -l require-handler -d 'Signal only processes that handle the signal'
    complete -c kill $mode -s d -l show-process-state -d 'Show how a process handles signals'
    complete -c kill $mode -s l -l list -d 'List or convert signals'
    complete -c kill $mode -s L -l table -d 'List numbers and names of signals'
    complete -c kill $mode -s t -d 'List numbers, names and descriptions of signals'
end
