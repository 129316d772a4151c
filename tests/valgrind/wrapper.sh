#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Stands in for kill and cgkill, and runs the real program of its name under valgrind.  Each run
# writes a log, or if valgrind cannot be used, a line in "plain" that says why.
# VALGRIND_DIR and TEST_NAME are set by check.sh and suite.sh.
dir=$VALGRIND_DIR/$TEST_NAME
real=$VALGRIND_DIR/real/${0##*/}

# run_plain REASON ARGUMENT...
run_plain() {
	echo "$1" >>"$dir/plain"
	shift
	exec "$real" "$@"
}

# The redirections are done by this shell itself, so that /proc/self refers to it.
[ -r /proc/self/maps ] || run_plain "without a usable /proc" "$@"
while read -r key value; do
	[ "$key" != TracerPid: ] || [ "$value" = 0 ] || run_plain "under strace" "$@"
done </proc/self/status
for fd in 0 1 2; do
	[ -e /proc/self/fd/$fd ] || run_plain "with a standard descriptor closed" "$@"
done

# The shape of a run: the options, methods, and kinds of operands.
shape_of() {
	shape=${0##*/}
	for word; do
		case $word in
		-[0-9]* | -[A-Z]*) word=-1 ;;
		-*) word=${word%%=*} ;;
		auto | kernel | freeze | signal) ;;
		0x*) word=0x ;;
		*:*) word=: ;;
		[0-9]*) word=1 ;;
		*) word=. ;;
		esac
		shape="$shape $word"
	done
}

# A sample has the first run of each shape, and one in so many of the others.
is_in_sample() {
	shape_of "$@"
	if ! grep -qxF -e "$shape" "$dir/shapes"; then
		echo "$shape" >>"$dir/shapes"
		return
	fi
	read -r one_in <"$dir/sample"
	echo >>"$dir/count"
	[ $(($(wc -l <"$dir/count") % one_in)) = 0 ]
}

[ ! -e "$dir/sample" ] || is_in_sample "$@" || run_plain "left out of a sample" "$@"

log=$(mktemp "$dir/log.XXXXXXXX") || run_plain "without a log" "$@"
exec valgrind --log-file="$log" --leak-check=full --show-leak-kinds=all \
	--errors-for-leak-kinds=none --track-fds=yes --trace-signals=yes --num-callers=20 --read-inline-info=no \
	--suppressions="$VALGRIND_DIR/suppressions" "$real" "$@"
