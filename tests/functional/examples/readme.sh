#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# README: what can be pasted is, as it stands and as if typed, into each shell, on a machine with a
# real systemd; what it lists is there.  The installed program is tested, with what belongs to it, if
# $INSTALLED is set.
. "${0%/*}/../lib.sh"
. "${0%/*}/../systemd/lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_names
[ -e "$top_srcdir/README" ] || skip_all "there is no README"
need_systemd
split_readme
UNIT_CG=$SYSTEMD_CG/system.slice/foo.service OTHER_CG=$SYSTEMD_CG/other JOBS_CG=$SYSTEMD_CG/jobs

# --- the machine -------------------------------------------------------------------------------

cp "$HELPERS/spawn" "$RECORDS" || fail "there is no spawn"
mkdir "$RECORDS/home" "$OTHER_CG" "$JOBS_CG"
printf '%s\n' "$PLAIN" | unit foo.service
systemctl_ daemon-reload

# What make install puts there, for programs in /usr/bin.
install_for_shells() {
	mkdir -p "$RECORDS/profile.d" "$RECORDS/share/fish/vendor_conf.d"
	sed 's|@pkglibexecdir@|/usr/bin|' "$top_srcdir/shell/profile.d/cgkill.sh.in" \
		>"$RECORDS/profile.d/cgkill.sh"
	sed 's|@pkglibexecdir@|/usr/bin|' "$top_srcdir/shell/fish/conf.d/cgkill.fish.in" \
		>"$RECORDS/share/fish/vendor_conf.d/cgkill.fish"
	in_systemd mount --bind /run/test/profile.d /etc/profile.d
	status_is 0
	places=XDG_DATA_DIRS=/run/test/share:/usr/share
}
places=
[ -n "${INSTALLED-}" ] || install_for_shells

# start_other: somebody with the PID that README has.
start_other() {
	in_systemd /run/test/spawn -i 1234 -c /sys/fs/cgroup/other sleeper
	[ "$(cat "$OUT")" = 1234 ]
}

# start_jobs: one process in each of two cgroups.
start_jobs() {
	for _job in 1 2; do
		mkdir -p "$JOBS_CG/job-$_job"
		[ -n "$(all_pids "$JOBS_CG/job-$_job")" ] ||
			in_systemd /run/test/spawn -c "/sys/fs/cgroup/jobs/job-$_job" sleeper
	done
}

# start_all: everybody of whom README speaks; $TMP/unit, $TMP/other and $TMP/jobs have their PIDs.
start_all() {
	unit_is_up || {
		systemctl_ reset-failed foo.service
		start_unit foo.service
	}
	[ -n "$(all_pids "$OTHER_CG")" ] || wait_until start_other || fail "nobody gets the PID 1234"
	start_jobs
	all_pids "$UNIT_CG" >"$TMP/unit"
	all_pids "$OTHER_CG" >"$TMP/other"
	all_pids "$JOBS_CG" >"$TMP/jobs"
}

unit_is_up() {
	[ "$(property ActiveState foo.service)" = active ] && has_members system.slice/foo.service 3
}

# only_dead KIND: all of that kind, "unit", "other", "jobs" or "nobody", and none of the others.
only_dead() {
	for _kind in unit other jobs; do
		if [ "$_kind" = "$1" ]; then
			dead "$(cat "$TMP/$_kind")"
		else
			alive "$(cat "$TMP/$_kind")"
		fi
	done
	alive "$outside" "$SYSTEMD_PID"
}

# --- what is typed -----------------------------------------------------------------------------

# type_into SHELL LINE...: lines as a user types them.
type_into() {
	_shell=$1
	shift
	printf '%s\n' "$@" >"$TMP/typed"
	case $_shell in
	bash) set -- bash --norc --noprofile -i ;;
	zsh) set -- zsh -f -i ;;
	*) set -- "$_shell" -i ;;
	esac
	in_systemd env HOME=/run/test/home TERM=dumb ${places:+"$places"} setsid -w "$@" <"$TMP/typed"
}

shells=
for shell in bash dash zsh fish; do
	! has_tool $shell || shells="$shells $shell"
done

# in_block TITLE: the block of README whose first line begins so.
in_block() {
	find_example README "$1"
	cp "$file" "$TMP/block"
	: >"$TMP/pasted"
	directory=/
}

# paste LINE WHO [BEFORE]: the line of this block, after another if there is one; WHO has died of it.
paste() {
	echo "$1" >>"$TMP/pasted"
	for shell in $shells; do
		point "$shell: $1"
		start_all
		type_into "$shell" "cd $directory" ${3:+"$3"} "$1"
		status_is 0
		only_dead "$2"
	done
}

# all_pasted: there is no other line in this block.
all_pasted() {
	point "these are all lines of the block"
	diff "$TMP/block" "$TMP/pasted" >"$OUT" || fail "pasted is something else"
}

# jobs_are_watched: somebody has the file open that tells when the kernel has killed.
jobs_are_watched() {
	find /proc/[0-9]*/fd -lname '*jobs/job-2/memory.events' 2>/dev/null | grep -q .
}

# --- lines to paste ----------------------------------------------------------------------------

point "lines to paste have no comments, which an interactive zsh does not know"
! grep -n '^    [^#]* # ' "$top_srcdir/README" >"$OUT" || fail "there is one"

in_block 'cgkill /system.slice/foo.service'
paste 'cgkill /system.slice/foo.service' unit
found=$shells
case $shells in
*fish) # finds the function by itself
	shells=fish
	paste 'kill --cgroup /sys/fs/cgroup/system.slice/foo.service' unit
	sed -i '$d' "$TMP/pasted"
	shells=${found% fish}
	;;
esac
paste 'kill --cgroup /sys/fs/cgroup/system.slice/foo.service' unit '. /etc/profile.d/cgkill.sh'
shells=$found
all_pasted

in_block '. /etc/profile.d/cgkill.sh'
echo '. /etc/profile.d/cgkill.sh' >"$TMP/pasted"
all_pasted

for shell in bash dash; do
	point "$shell: a login shell needs no such line"
	if ! has_tool $shell || ! grep -qs 'profile\.d' /etc/profile; then
		skip "there is no $shell, or /etc/profile does not read profile.d"
		continue
	fi
	start_all
	echo 'kill --cgroup /sys/fs/cgroup/system.slice/foo.service' >"$TMP/typed"
	in_systemd env HOME=/run/test/home TERM=dumb setsid -w $shell -l -i <"$TMP/typed"
	status_is 0
	only_dead unit
done

in_block 'cgkill /sys/fs/cgroup/system.slice/foo.service'
paste 'cgkill /sys/fs/cgroup/system.slice/foo.service' unit
paste 'cgkill /system.slice/foo.service' unit
paste 'cgkill pid:1234' other
paste 'cgkill name:foo.service' unit
# shellcheck disable=SC2016 # for the shell
paste 'cgkill "$(systemctl show -P ControlGroup foo)"' unit
all_pasted

in_block 'cgkill --dry-run /system.slice/foo.service'
paste 'cgkill --dry-run /system.slice/foo.service' nobody
paste 'cgkill -s TERM --timeout 5s KILL --wait /system.slice/foo.service' unit
all_pasted

in_block 'cd /sys/fs/cgroup/jobs'
paste 'cd /sys/fs/cgroup/jobs' nobody
directory=/sys/fs/cgroup/jobs
line='cgkill --when 30min --when oom ./job-*/'
echo "$line" >>"$TMP/pasted"
{
	echo +memory >"$SYSTEMD_CG/cgroup.subtree_control"
	echo +memory >"$JOBS_CG/cgroup.subtree_control"
} 2>/dev/null
for shell in $shells; do
	point "$shell: $line"
	start_all
	if [ -e "$JOBS_CG/job-1/memory.events" ]; then
		# It ends when they are dead, whoever has killed them.
		(
			wait_until jobs_are_watched
			"$CGKILL" "$JOBS_CG"
		) &
		type_into "$shell" "cd $directory" "$line"
		wait $!
		status_is 0
		only_dead jobs
	else # without that controller for cgroup2
		type_into "$shell" "cd $directory" "$line"
		status_is 1
		err_has memory.events
		only_dead nobody
	fi
done
line='cgkill --method freeze ./job-*/'
if kernel_has cgroup.freeze; then
	paste "$line" jobs
else
	echo "$line" >>"$TMP/pasted"
fi
line="cgkill --json --wait ./job-*/ | jq '.cgroups[]'"
if has_tool jq; then
	paste "$line" jobs
	out_has '"outcome": "done"'
else
	point "$line"
	skip "jq is not installed"
	echo "$line" >>"$TMP/pasted"
fi
paste 'cgkill --remove ./job-*/' jobs
[ ! -e "$JOBS_CG/job-1" ] || fail "it is not removed"
all_pasted

in_block 'env kill --cgroup /system.slice/foo.service'
paste 'env kill --cgroup /system.slice/foo.service' unit
paste 'env kill --timeout 5s KILL 1234' other
all_pasted

point "in the unit of a service"
in_block 'ExecStop='
{
	cat "$TMP/block"
	printf '%s\n' "$PLAIN" SuccessExitStatus=SIGKILL
} | unit stopped.service
systemctl_ daemon-reload
start_unit stopped.service
systemctl_ stop stopped.service
status_is 0
dead "$pids"
state_is stopped.service inactive success
[ "$(property ExecStop stopped.service | grep -c 'status=0')" = 1 ] || fail "ExecStop= has failed"
alive "$outside" "$SYSTEMD_PID"

# --- what is run by others ---------------------------------------------------------------------

point "what other tests run is known there"
for title in './bootstrap demo' './autogen.sh' 'make -j4 check' 'make deb'; do
	tested_elsewhere README "$title" fresh.sh
done
tested_elsewhere README 'make rpm' packages/rpm.sh
# On these systems only; what they call is in packages/recipes.sh.
find_example README 'make dist && cp cgkill-*.tar.xz packaging/arch'
find_example README 'make dist && cp cgkill-*.tar.xz packaging/alpine'

# --- what is not pasted ------------------------------------------------------------------------

point "the demo says what README shows of it"
find_example README '1. By the process group'
grep '^[0-9]\. ' "$file" | sed 's/^[0-9]\. //' >"$TMP/words"
[ "$(wc -l <"$TMP/words")" = 4 ] || fail "not four"
while read -r words; do
	grep -qF -e "$words" "$top_srcdir/tests/demo.sh" || fail "not in the demo: $words"
done <"$TMP/words"

point "the table is that of doc/compare/results.csv"
find_example README '             tree bomb dead'
sed '/^$/,$d' "$file" >"$TMP/shown" # then come the words for its columns
sed '1d; s/ .*//' "$TMP/shown" >"$TMP/names"
awk -v form=short -f "$top_srcdir/doc/compare/table.awk" "$TMP/names" \
	"$top_srcdir/doc/compare/results.csv" | sed '/^$/d' >"$TMP/wanted"
diff "$TMP/wanted" "$TMP/shown" >"$OUT" || fail "they differ"

# exist DIRECTORY: the files with which the lines of the block begin.
exist() {
	sed -n 's/   *.*//; s/^man //; s/, man / /; s/, / /gp; t
		/^[^ ]/p' "$file" | tr ' ' '\n' >"$TMP/names"
	[ -s "$TMP/names" ] || fail "no names"
	while read -r name; do
		[ -e "$top_srcdir/$1$name" ] || [ -e "$top_srcdir/$1${last-}$name" ] || fail "there is no $name"
		last=${name%/*}/
	done <"$TMP/names"
}

point "the examples are there, and all are listed"
find_example README 'systemd/job-runner.service'
exist examples/
while read -r name; do
	grep -qF -e "${name##*/}" "$file" || [ "${name##*/}" = tasks.yml ] || fail "not listed: $name"
done <<END
$(cd "$top_srcdir/examples" && find . -type f)
END

point "the documents are there"
find_example README 'man man/cgkill.1'
exist ''

point "configure has the options"
find_example README '--disable-kill'
if [ -x "$top_srcdir/configure" ]; then
	"$top_srcdir/configure" --help >"$OUT"
	grep -o -e '--[a-z-]*' "$file" >"$TMP/options"
	while read -r option; do
		grep -q -e "$option" "$OUT" || fail "there is no $option"
	done <"$TMP/options"
else
	skip "there is no configure"
fi

none_forgotten
finish
