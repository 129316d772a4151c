#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# picture.sh: prints doc/terminal.svg, a picture of a terminal in which cgkill has just been used,
# made from a real run.  "make picture" calls it, as root; tests/functional/tools/picture.sh compares
# what it prints.
#
# Nothing is replaced in what the programs say.  PIDs and names are the same each time because the
# run is in namespaces of its own, with a mount of cgroup2 of its own.
#
#	picture.sh --text    prints only what is on the terminal
#
# Exit status 77: it cannot be made here; why is on stderr.
set -u
LC_ALL=C
export LC_ALL
unset LANGUAGE COLUMNS

here=$(cd "${0%/*}" && pwd) || exit
: "${CGKILL:=$here/../src/cgkill}"
columns=80 rows=40
session= # what is given to the shell in the namespaces
temporary=
cgroup=

cannot() {
	echo "picture: $*" >&2
	exit 77
}

# The end of the first process has killed all others of its PID namespace, but maybe only just now.
cleanup() {
	[ -z "$temporary" ] || rm -rf "$temporary"
	[ -z "$cgroup" ] || for delay in 0 0.1 1 5; do
		sleep $delay
		find "$cgroup" -depth -type d -exec rmdir {} \; 2>/dev/null
		[ -d "$cgroup" ] || break
	done
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

#
# The run
#

# A server that ignores TERM, with a daemon in a session of its own.
server='#!/bin/sh
trap "" TERM
sleep 300 &
setsid sleep 300 &
wait'

# The first process of the namespaces.  It waits without starting anybody, who would use up a PID.
# shellcheck disable=SC2016 # for that shell
session='
umount -l "$1" && mount -t cgroup2 none /sys/fs/cgroup || exit
cd /
top=/sys/fs/cgroup/job
mkdir "$top" "$top/db" "$top/web" || exit

# are NUMBER NUMBER: so many are a server, and so many sleep.
are() {
	servers=0 sleeps=0
	for procs in "$top"/*/cgroup.procs; do
		while read -r pid; do
			read -r name <"/proc/$pid/comm"
			case $name in
			server) servers=$((servers + 1)) ;;
			sleep) sleeps=$((sleeps + 1)) ;;
			esac
		done <"$procs"
	done
	[ "$servers $sleeps" = "$*" ]
} 2>/dev/null

await() {
	tries=100000
	until are "$@"; do
		[ $((tries -= 1)) -gt 0 ] || exit
	done
}

serve() {
	(sh -c "echo 0 >$top/$1/cgroup.procs; exec setsid server" &)
	await "$2" "$3"
	read -r leader <"$top/$1/cgroup.procs"
}

# try COMMAND: as if somebody had typed it.
try() {
	printf "# %s\n" "$1"
	eval "$1"
}
serve web 1 2
web=$leader
serve db 2 4

try "cgkill --dry-run /job"
echo
try "pkill -KILL -g $web,$leader    # the process groups of the servers"
await 0 2
try "cgkill --signal TERM --wait=100ms /job"
echo
try "cgkill --verbose --remove /job"
'

make_cgroup() {
	mount=$(awk '{
		for (i = 7; i < NF; i++)
			if ($i == "-" && $(i + 1) == "cgroup2" && $4 == "/") { print $5; exit }
	}' /proc/self/mountinfo)
	[ -n "$mount" ] || cannot 'cgroup2 is not mounted'
	cgroup=$mount/cgkill-picture-$$
	mkdir "$cgroup" 2>/dev/null || {
		cgroup=
		cannot "no cgroup can be made in $mount"
	}
}

# $temporary/terminal is what is on the terminal in the end.
run() {
	[ "$(id -u)" -eq 0 ] || cannot 'only root can make it'
	[ -x "$CGKILL" ] || cannot "there is no $CGKILL: make"
	for tool in pkill script setsid stty unshare; do
		command -v $tool >/dev/null || cannot "$tool is not installed"
	done
	utf8=$(locale -a | grep -i -m 1 '^c\.utf-\{0,1\}8$') || cannot 'there is no locale C.UTF-8'
	temporary=$(mktemp -d) || exit
	cp "$CGKILL" "$temporary/cgkill" && printf '%s\n' "$server" >"$temporary/server" &&
		printf '%s\n' "$session" >"$temporary/session" && chmod 755 "$temporary"/* || exit
	make_cgroup
	cat >"$temporary/begin" <<-END_BEGIN
		stty cols $columns rows $rows
		echo 0 >'$cgroup/cgroup.procs' || exit
		PATH=$temporary:\$PATH LC_ALL=$utf8
		export PATH LC_ALL
		exec unshare -p -f -m -C --mount-proc --kill-child sh '$temporary/session' '$mount'
	END_BEGIN
	script -qec "sh $temporary/begin" /dev/null </dev/null >"$temporary/terminal" ||
		cannot "it has failed: $(tail -n 1 "$temporary/terminal")"
}

#
# The picture
#

draw() {
	awk -v columns=$columns '
	function escaped(text) {
		gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text)
		return text
	}
	{ line[NR] = $0 }
	END {
		# Fonts for terminals are 0.6 times as wide as they are high.
		size = 14; high = 18; margin = 16
		width = int(columns * size * 0.61) + 2 * margin
		height = NR * high + 2 * margin
		print "<!-- SPDX-License-Identifier: GPL-2.0-or-later; made by doc/picture.sh -->"
		printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" " \
			"width=\"%d\" height=\"%d\" role=\"img\" aria-labelledby=\"title what\">\n",
			width, height, width, height
		print "<title id=\"title\">cgkill in a terminal</title>"
		print "<desc id=\"what\">The tree of a cgroup with six processes; killing two process groups " \
			"leaves two processes, which ignore TERM; cgkill kills them and removes the cgroup.</desc>"
		print "<style>"
		print "text { font: " size "px monospace; white-space: pre; fill: #1f2328; }"
		print ".typed { font-weight: bold; fill: #0550ae; }"
		print "rect { fill: #f6f8fa; stroke: #d1d9e0; }"
		print "@media (prefers-color-scheme: dark) {"
		print "text { fill: #e6edf3; } .typed { fill: #79c0ff; }"
		print "rect { fill: #0d1117; stroke: #3d444d; }"
		print "}"
		print "</style>"
		printf "<rect x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n", width - 1, height - 1
		for (i = 1; i <= NR; i++) {
			if (line[i] == "")
				continue
			printf "<text x=\"%d\" y=\"%d\"%s xml:space=\"preserve\">%s</text>\n", margin,
				margin + i * high - 4, line[i] ~ /^# / ? " class=\"typed\"" : "", escaped(line[i])
		}
		print "</svg>"
	}'
}

run
tr -d '\r' <"$temporary/terminal" | case ${1-} in
--text) cat ;;
*) draw ;;
esac
