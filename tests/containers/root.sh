# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The machine on which containers run: Debian's podman, crun and runc, with a systemd and what
# these need, unpacked by mmdebstrap; none of Debian's scripts have run there.  To be included after
# packages/chroot.sh, beside whose installations it is, as build-chroots/$machine-<release>.
: "${chroots:?}" "${top_srcdir:?}" "${SCENES_LIMIT:=400}"
machine=podman

# The tools of busybox stand in for all that is not there.
packages='podman crun runc conmon busybox-static dash dbus-daemon mount systemd'

# root_of <release>: makes it, if it has not been made in the last week, and prints where it is.
root_of() {
	_name=$machine-$1
	echo "$chroots/$_name"
	! is_made "$_name" || return 0
	{
		rm -rf --one-file-system "${chroots:?}/$_name" "$chroots/$_name".*
		unpack "$1" "$chroots/$_name" && prepare "$chroots/$_name" && : >"$chroots/$_name.made"
	} >"$chroots/$_name.log" 2>&1
}

# unpack <release> <directory>: the directories are merged even where the packages still know both.
unpack() {
	# shellcheck disable=SC2016 # for the hook
	mmdebstrap --mode=root --variant=extract --skip=check/qemu,check/empty \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--setup-hook='cd "$1" && mkdir -p usr/bin usr/sbin usr/lib usr/lib64 &&
			ln -s usr/bin usr/sbin usr/lib usr/lib64 .' \
		--include="$(echo "$packages" | tr ' ' ,)" "$1" "$2" "$(mirror)"
}

# prepare <directory>: what those scripts would have made.
prepare() (
	cd "$1" || exit
	mkdir -p cgkill dev etc/containers mnt old proc root run sys tmp var/lib var/tmp
	ln -sf dash usr/bin/sh
	for _applet in $(busybox --list); do
		[ -e "usr/bin/$_applet" ] || [ -e "usr/sbin/$_applet" ] || ln -s busybox "usr/bin/$_applet"
	done
	printf 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n' >etc/passwd
	printf 'root:x:0:\nnogroup:x:65534:\n' >etc/group
	: >etc/machine-id

	# No network, nor anything that asks for a kernel module.
	cat >etc/containers/containers.conf <<'END'
[containers]
netns = "none"
default_sysctls = []
log_driver = "k8s-file"
# Where no controllers are with cgroup2, there is no limit.
pids_limit = 0
[engine]
cgroup_manager = "systemd"
events_logger = "file"
END
	cat >etc/containers/storage.conf <<'END'
[storage]
driver = "vfs"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
END
	echo '{ "default": [{ "type": "insecureAcceptAnything" }] }' >etc/containers/policy.json
)

# What the program is linked with here; libmount is loaded when it is needed.
libraries() {
	_mount=$(/sbin/ldconfig -p | awk '$1 == "libmount.so.1" { print $NF; exit }')
	# shellcheck disable=SC2086 # or nothing
	{
		echo $_mount
		ldd "$CGKILL" $_mount 2>/dev/null | sed -n 's/^[^/]*\(\/[^ :]*\) (.*/\1/p'
	} | sort -u
}

# install_ours <root>: the programs that were built, and what the scenes need, in /cgkill.
install_ours() {
	rm -rf "${1:?}/cgkill"
	cp "$top_srcdir/tests/containers/init.sh" "$1/init" || return
	mkdir -p "$1/cgkill/src" "$1/cgkill/libraries" && cp "$KILL" "$CGKILL" "$1/cgkill/src" &&
		(cd "$top_srcdir" && tar -cf - man/cgkill.1 tests/functional/lib.sh tests/containers) |
		tar -xf - -C "$1/cgkill" && cp -r "$HELPERS" "$1/cgkill/tests" &&
		for _file in $(libraries); do
			mkdir -p "$1/cgkill/libraries/${_file%/*}" &&
				cp -L "$_file" "$1/cgkill/libraries$_file" || return
		done
}

# in_namespaces <root> <name>: what init.sh runs there writes $TMP/<name>/tap.
in_namespaces() {
	mkdir "$TMP/$2"
	cgroup "$2"
	# shellcheck disable=SC2016
	LIMIT=60 TRIES=1000 setsid timeout -s KILL "$SCENES_LIMIT" \
		unshare -p -f -m --mount-proc -u -i -n --kill-child \
		sh -c 'echo 0 >"$0/cgroup.procs" && exec unshare -C sh "$@"' "$CG/$2" \
		"$top_srcdir/tests/containers/init.sh" "$1" "$TMP/$2" </dev/null >"$TMP/$2/log" 2>&1 &
	until [ -e "$TMP/$2/ended" ] || ! kill -0 $! 2>/dev/null; do
		sleep 0.2
	done
	echo 1 >"$CG/$2/cgroup.kill"
	wait $! 2>/dev/null
}

# --- in a virtual machine ----------------------------------------------------------------------

virtual_machines=build-vm
guest_root=$virtual_machines/containers.cpio

# pack_guest <root>: for virtual machines.
pack_guest() {
	mkdir -p "$virtual_machines"
	(cd "$1" && find . | cpio --quiet -o -H newc) >"$guest_root"
}

# guest <accelerator> <seconds> <words> <option>...: $kernel, with what was packed.
guest() {
	_accelerator=$1 _seconds=$2 _words=$3
	shift 3
	nice -n 10 "$top_srcdir/tests/vm/guest.sh" "$_accelerator" "$_seconds" \
		"$virtual_machines/$kernel/vmlinuz" "$guest_root" "$_words" "$@" \
		</dev/null >"$place/log" 2>&1
}

# in_guest <kernel> <words>: what init.sh runs there writes $place/tap.
in_guest() {
	kernel=$1 place=$virtual_machines/$1/containers
	mkdir -p "$place"
	: >"$place/tap"
	# On some machines with a /dev/kvm no guest gets anywhere.
	accelerator=tcg,thread=multi
	if [ -w /dev/kvm ] && guest kvm 10 PROBE=1; then
		accelerator=kvm
	fi
	guest $accelerator $((4 * SCENES_LIMIT)) "cgroup_no_v1=all $2" \
		-serial file:"$place/console" -serial file:"$place/tap"
}
