#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# examples/ansible and the example with parallel-ssh: several hosts, each with a real sshd in
# namespaces of its own.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_examples
need_tool unshare nsenter mount setsid ssh ssh-keygen
"$KILL" --version | grep -q libmount || skip_all "built without libmount"
[ -n "$(utf8_locale)" ] || skip_all "Ansible needs a locale in UTF-8, and there is none"
SSHD=$(PATH=$PATH:/usr/sbin command -v sshd)
if [ -z "$SSHD" ]; then
	SSHD=$INITS/usr/sbin/sshd
	unpacked=$INITS
	[ -x "$SSHD" ] || skip_all "sshd is not installed"
fi
LIMIT=120

# --- the hosts ---------------------------------------------------------------------------------

# The first process of a host, which waits for the orphans.  $1 is cgkill, $2 where sshd is
# unpacked, if it is.
first_process >"$TMP/init"
cat >>"$TMP/init" <<'END_INIT'
mount --make-rprivate /
umount -R -l /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
mount -t tmpfs -o mode=755 none /run
mkdir /run/own /run/sshd /run/home
cp "$1" /run/own/cgkill
farm /usr/bin /run/own/cgkill
[ -z "$2" ] || farm /usr/lib/openssh "$2"/usr/lib/openssh/*
echo 'root:x:0:0::/run/home:/bin/sh' >/run/own/passwd
echo 'sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin' >>/run/own/passwd
echo 'root:*:20000::::::' >/run/own/shadow
for file in passwd shadow; do
	mount --bind /run/own/$file /etc/$file
done
: >/run/own/ready
while sleep 0.1; do :; done
END_INIT

# start_host NAME: its cgroups are below $CG/NAME.
start_host() {
	cgroup "$1"
	setsid sh -c "$ENTER" "$CG/$1" unshare -p -f -m -n -u -C --mount-proc --kill-child \
		sh "$TMP/init" "$CGKILL" "${unpacked-}" </dev/null >"$TMP/$1.log" 2>&1 &
	wait_until host_is_ready "$1" ||
		skip_all "a host does not start: $(tr '\n' ' ' <"$TMP/$1.log" | head -c 200)"
}

# The first process of the namespaces has its number there as the last one of NSpid.
host_is_ready() {
	while read -r _pid; do
		grep -qx 'NSpid:.*[[:space:]]1' "/proc/$_pid/status" 2>/dev/null || continue
		[ -e "/proc/$_pid/root/run/own/ready" ] || continue
		echo "$_pid" >"$TMP/$1.pid"
		return
	done <"$CG/$1/cgroup.procs"
	return 1
}

stop_hosts() {
	for _file in "$TMP"/*.pid; do
		kill -9 "$(cat "$_file")"
	done
}
at_exit stop_hosts

# Instead of a network: ssh(1) runs it, and an sshd in the namespaces of the host answers.
cat >"$TMP/connect" <<END_CONNECT
#!/bin/sh
echo 0 >'$CG'/"\$1/cgroup.procs"
LD_LIBRARY_PATH=$(printf %s: "${unpacked-}"/usr/lib/*-linux-* "${unpacked-}"/lib/*-linux-*)
[ -z "${unpacked-}" ] || export LD_LIBRARY_PATH
exec nsenter -t "\$(cat '$TMP'/"\$1.pid")" -p -m -n -u -C \\
	'$SSHD' -i -f '$TMP/sshd_config' 2>>'$TMP/sshd.log'
END_CONNECT
chmod 755 "$TMP/connect"
for key in host_key key; do
	ssh-keygen -q -t ed25519 -N '' -f "$TMP/$key" </dev/null || skip_all "ssh-keygen makes no key"
done
cat >"$TMP/sshd_config" <<END_CONFIG
HostKey $TMP/host_key
AuthorizedKeysFile $TMP/key.pub
StrictModes no
UsePAM no
PidFile none
END_CONFIG
cat >"$TMP/ssh_config" <<END_CONFIG
User root
IdentityFile $TMP/key
IdentitiesOnly yes
BatchMode yes
UserKnownHostsFile $TMP/known_hosts
GlobalKnownHostsFile none
ProxyCommand $TMP/connect %n
END_CONFIG
cat >"$TMP/bin/ssh" <<END_SSH
#!/bin/sh
exec $(command -v ssh) -F $TMP/ssh_config "\$@"
END_SSH
chmod 755 "$TMP/bin/ssh"
HOSTS="busy empty none refused"
for host in $HOSTS; do
	echo "$host $(cut -d' ' -f1,2 "$TMP/host_key.pub")"
done >"$TMP/known_hosts"

# on HOST COMMAND...
on() {
	timeout -k 3 "$LIMIT" ssh "$@"
}

# fill HOST CGROUP KIND NUMBER: processes in there.
fill() {
	on "$1" "$HELPERS/spawn" -t 120 -c "/sys/fs/cgroup/$2" "$3" "$4" >"$TMP/spawned" ||
		fail "no processes on $1"
}

for host in $HOSTS; do
	start_host "$host"
done
cgroup busy/job busy/job/part empty/job refused/job
echo threaded >"$CG/refused/job/cgroup.type" || skip_all "no threaded cgroups"
on empty true || skip_all "ssh: $(tail -n 1 "$TMP/sshd.log")"
outside=$(spawn -t 300 -c "$CG" sleeper)

# --- Ansible -----------------------------------------------------------------------------------

# play OPTION...: on all hosts.
play() {
	ANSIBLE_HOME=$TMP/ansible ANSIBLE_LOCAL_TEMP=$TMP/ansible ANSIBLE_PIPELINING=1 \
		ANSIBLE_SSH_ARGS='' ANSIBLE_PYTHON_INTERPRETER=$(command -v python3) \
		LC_ALL=$(utf8_locale) run ansible-playbook -i "$(echo "$HOSTS" | tr ' ' ,)," \
		-e cgroup=/job "$@" "$EXAMPLES/ansible/playbook.yml"
}

# recap HOST WORDS...: what Ansible counts for it at the end.
recap() {
	sed -n "s/^$1 *: //p" "$OUT" | tail -n 1 >"$TMP/recap"
	for _words in "$@"; do
		[ "$_words" = "$1" ] || grep -qw -e "$_words" "$TMP/recap" || fail "$1: not $_words"
	done
}

nobody_changed() {
	recap empty changed=0 failed=0 unreachable=0
	recap none changed=0 failed=0 unreachable=0
	recap refused changed=0 failed=1
	out_has '/job: no such cgroup'
}

ansible_points() {
	point "Ansible: the line of the playbook, as far as it can be without its hosts"
	line=$(sed -n 's/^#[[:space:]]*\(ansible-playbook .*\)/\1/p' "$EXAMPLES/ansible/playbook.yml")
	# shellcheck disable=SC2016 # for the inner shell
	LC_ALL=$(utf8_locale) run sh -c 'cd "$0" && eval "$1 --syntax-check"' "$EXAMPLES/ansible" "${line:-false}"
	status_is 0

	point "Ansible --check: says who would be signalled, and where it would fail; signals nobody"
	fill busy job/part sleeper 3
	play --check
	status_is 2
	recap busy changed=1 failed=0
	nobody_changed
	out_has "/job: KILL would be sent by $METHOD to 3"
	[ "$(grep -c . "$CG/busy/job/part/cgroup.procs")" = 3 ] || fail "somebody was signalled"

	point "Ansible: changed where somebody was killed, failed where that is refused"
	play
	status_is 2
	recap busy changed=1 failed=0
	nobody_changed
	out_has "/job: refused, a threaded cgroup"
	# A busy machine may have no time to count them.
	grep -Eq "/job: done, KILL sent by $METHOD to (3|some)" "$OUT" || fail "it does not say to how many"
	empty "$CG/busy/job"
	alive "$outside"

	HOSTS="busy empty none"
	point "Ansible: a second run changes nothing"
	play
	status_is 0
	recap busy changed=0 failed=0
	! grep -q 'changed=[1-9]' "$OUT" || fail "something has changed"

	point "Ansible: by a pattern, of which there is one only on some hosts"
	cgroup busy/job/part/only
	play -e cgroup='name:on[l]y'
	status_is 0
	out_has "name:on[l]y: done" "name:on[l]y: no such cgroup"
	! grep -q 'changed=[1-9]' "$OUT" || fail "something has changed"
	play --check -e cgroup='name:on[l]y'
	status_is 0
	out_has "name:on[l]y: no such cgroup"

	point "Ansible: options; where somebody is left, who and why, and no cgkill: failures"
	fill busy job/part immune 1
	on empty rm /usr/bin/cgkill
	play -e '{"cgkill_options": ["--signal=TERM", "--wait=300ms"]}'
	status_is 2
	recap busy failed=1
	recap empty failed=1
	recap none changed=0 failed=0
	out_has "/job: late, TERM sent by signal to 1, not empty in time" "spawn: ignores-signal"
	[ "$(grep -c . "$CG/busy/job/part/cgroup.procs")" = 1 ] || fail "it was killed"
	on empty ln -s /run/own/cgkill /usr/bin/cgkill
}

# The one that kills where the kernel can; elsewhere it is frozen first.
METHOD=kernel
[ -e "$CG/cgroup.kill" ] || METHOD=freeze
if has_tool ansible-playbook; then
	ansible_points
else
	point "Ansible"
	skip "ansible-core is not installed"
fi

# --- parallel-ssh ------------------------------------------------------------------------------

point "parallel-ssh: each host tells what it has done"
if has_tool parallel-ssh && has_tool jq; then
	cgroup busy/cgkill-demo empty/cgkill-demo
	fill busy cgkill-demo sleeper 2
	manual 'On many machines, with ' >"$TMP/example"
	printf '%s\n' busy empty none >"$TMP/hosts"
	cd "$TMP" || exit
	run sh "$TMP/example"
	cd "$OLDPWD" || exit
	status_is 0
	empty "$CG/busy/cgkill-demo"
	out_has "[SUCCESS] busy" "[SUCCESS] empty" "[FAILURE] none"
	for result in "busy: done, 2" "empty: done, 0" "none: refused, 0"; do
		has_line "$OUT" "results/$result" || fail "not said: $result"
	done
	alive "$outside"
else
	skip "parallel-ssh (package pssh) or jq is not installed"
fi
finish
