#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tree-kill kills only the root of the tree where ps is busybox's, and reports success.
#
# Software	tree-kill 1.2.2 (npm), in Debian node-tree-kill 1.2.2-2, with nodejs 24.22.2 and
#		busybox 1.38.0; for comparison procps 4.0.7
# Guess		Its callback gets an error, since that ps has no --ppid, and says so.
# In fact	A ps that fails means to it that a process has no children: it kills the one that it
#		was given, and calls back without an error.
# Matters for	images of Alpine Linux and others that have busybox: whatever ends a development
#		server or a test runner by it leaves all but the first process behind, each time.
. "$(dirname "$0")/lib.sh"
root debian sid node-tree-kill=1.2.2-2 nodejs=24.22.2+dfsg+~cs24.19.2-1 procps=2:4.0.7-1 \
	busybox-static=1:1.38.0-3+b1

# shellcheck disable=SC2016 # for the shell in there
seen=$(run debian '
mkdir /tmp/alpine
ln -s /usr/bin/busybox /tmp/alpine/ps
cat >/tmp/end.js <<\EOF
const kill = require("tree-kill");
kill(Number(process.argv[2]), "SIGKILL", (error) => console.log(error ?? "no error"));
EOF
# try WORDS PATH
try() {
	rm -f /tmp/child
	dash -c "sleep 60 & echo \$! >/tmp/child; wait" &
	parent=$!
	until [ -s /tmp/child ]; do usleep 10000; done
	read -r child </tmp/child
	echo "$1: $(PATH=$2 node /tmp/end.js $parent)"
	wait $parent
	status=$?
	if grep -q "^State:.[^Z]" /proc/$child/status; then
		child="lives on"
	else
		child=killed
	fi
	echo "$1: status $status, child $child"
} 2>/dev/null
try procps "$PATH"
try busybox "/tmp/alpine:$PATH"')

verdict 'procps: no error
procps: status 137, child killed
busybox: no error
busybox: status 137, child lives on' "$seen"
