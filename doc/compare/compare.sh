#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# compare.sh: gives cgkill and the newest that Debian has of every other tool that could be meant to
# end the processes of a cgroup the same jobs, and writes results.csv and results.md beside this
# script.  All of it runs in namespaces, on a machine that is unpacked from Debian's packages, with a
# systemd of its own; no tool can see, let alone signal, a process of this machine.
#
# From the environment, besides what tests need:
#	COMPARE          contenders, with commas, and after a blank jobs, whose results replace the
#	                 earlier ones; everything, if empty
#	COMPARE_RELEASE  Debian's release; sid, if empty
#	COMPARE_KERNEL   Debian's kernel for a virtual machine, for who needs a controller in cgroup2, where
#	                 cgroup v1 has all of them here; sid, if empty, or none
#	COMPARE_RESULTS  where to write instead
set -u
: "${top_srcdir:?}"
here=$top_srcdir/doc/compare
: "${COMPARE:=}" "${COMPARE_RELEASE:=sid}" "${COMPARE_KERNEL:=sid}" "${COMPARE_RESULTS:=$here}" "${SCENES_LIMIT:=1800}"
. "$top_srcdir/tests/functional/lib.sh"
need_cgroup
need_cgroup_file cgroup.kill
need_tool mmdebstrap busybox unshare setsid mount pivot_root make gcc
. "$top_srcdir/tests/packages/chroot.sh"
. "$top_srcdir/tests/containers/root.sh"
. "$here/contenders.sh"
machine=compare
packages="$packages coreutils findutils gawk sed strace util-linux procps cgroup-tools openrc
	sysvinit-utils rust-coreutils toybox"
packages=$(echo "$packages" | xargs)
root=$chroots/compare-$COMPARE_RELEASE
util_linux=$chroots/util-linux-$COMPARE_RELEASE

# --- what is compared --------------------------------------------------------------------------

# Debian's kill is that of procps; that of util-linux is built from Debian's source package.
source_of() {
	wanted=$1
	mkdir -p "$util_linux/parts" "$util_linux/lists/partial" "$util_linux/archives/partial" || return
	cat >"$util_linux/parts/source.sources" <<-END
		Types: deb-src
		URIs: $(mirror)
		Suites: $COMPARE_RELEASE
		Components: main
		Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
	END
	(cd "$util_linux" && set -- -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$PWD/parts" \
		-o Dir::State::lists="$PWD/lists" -o Dir::Cache="$PWD" -o APT::Sandbox::User=root \
		-o Acquire::Check-Valid-Until=false &&
		apt-get "$@" -qq update && apt-get "$@" -qq --download-only --tar-only source "$wanted") &&
		rm -r "$util_linux/lists"
}

build_util_linux() {
	! is_made "util-linux-$COMPARE_RELEASE" || return 0
	rm -rf "$util_linux"
	{
		source_of util-linux && mkdir "$util_linux/source" &&
			tar -xf "$util_linux"/util-linux_*.orig.tar.* --strip-components=1 -C "$util_linux/source" &&
			(cd "$util_linux/source" &&
				./configure -q --disable-all-programs --enable-kill --disable-nls --disable-shared &&
				make -s kill) && : >"$util_linux.made"
	} >"$util_linux.log" 2>&1
}

version_of() {
	case $1 in
	cgkill) "$CGKILL" --version | sed -n '1s/^[^0-9]*\([0-9.]*\).*/\1/p' ;;
	cgroup.kill) echo "Linux $(uname -r | sed 's/-.*//')" ;;
	util-linux) "$root/cgkill/util-linux/kill" --version 2>/dev/null |
		sed -n 's/.*util-linux \([^ ]*\).*/\1/p' ;;
	*) zcat "$root/usr/share/doc/$(package_of "$1")/changelog.Debian.gz" |
		sed -n '1s/.*(\(.*\)).*/\1/p' ;;
	esac
}

install_all() {
	install_ours "$root" && tar -C "$top_srcdir" -cf - doc/compare tests/bench/contenders.sh |
		tar -C "$root/cgkill" -xf - || return
	sed -i '/^victim:/d' "$root/etc/passwd" &&
		echo "victim:x:$(private_uid):$(private_uid)::/run/victim:/bin/sh" >>"$root/etc/passwd"
	mkdir -p "$root/cgkill/util-linux"
	! build_util_linux || cp "$util_linux/source/kill" "$root/cgkill/util-linux"
}

# --- the run -----------------------------------------------------------------------------------

# Who was not tried for want of a controller is, in a virtual machine that has them in cgroup2.
in_virtual_machine() {
	late=$(sed -n 's/^\([^,]*\),.*cgroup v1 has all.*/\1/p' "$tap" | sort -u | paste -sd , -)
	[ -n "$late" ] && [ "$COMPARE_KERNEL" != none ] && has_tool qemu-system-x86_64 && has_tool cpio || return
	say "the same for $late in a virtual machine"
	pack_guest "$root"
	"$top_srcdir/tests/vm/kernels.sh" "$virtual_machines" "$COMPARE_KERNEL" >"$TMP/kernel"
	read -r _ other _ <"$TMP/kernel"
	SCENES_LIMIT=150
	[ "$other" = - ] || in_guest "$COMPARE_KERNEL" \
		"LIMIT=60 TRIES=1000 PROGRAM=\"/cgkill/doc/compare/jobs.sh $late $(expr "$COMPARE" : '.* \(.*\)')\""
	rm -f "$guest_root"
	[ "$other" = - ] && other='' || other="Linux ${other%%[-+]*} in qemu"
	[ ! -s "${place-}/tap" ] || tr -d '\r' <"$place/tap" >>"$tap"
}

# Rows of "contender,version"; who could not be installed has none, and its jobs say so.
versions() {
	contenders | while read -r contender _; do
		version=$(version_of "$contender" 2>/dev/null)
		case ${other:+,$late,} in
		*,"$contender",*) version="$version ($other)" ;;
		esac
		echo "$contender,$version"
	done
}

# The new results with the versions, in the place of the earlier ones of the same, if any.
keep_results() {
	[ -n "$COMPARE" ] || rm -f "$COMPARE_RESULTS/results.csv"
	touch "$COMPARE_RESULTS/results.csv"
	grep -v '^#' "$tap" | awk -F , '
		NR == FNR { version[$1] = substr($0, length($1) + 2); next }
		{ sub(/^[^,]*,/, "&" version[$1] ","); print }' "$TMP/versions" - >"$TMP/new"
	awk -F , '
		BEGIN { print "# SPDX-License-Identifier: GPL-2.0-or-later" }
		/^#/ { next }
		!(($1, $3) in rows) { key[++n] = $1 SUBSEP $3 }
		{ rows[$1, $3] = $0 }
		END { for (i = 1; i <= n; i++) print rows[key[i]] }' \
		"$COMPARE_RESULTS/results.csv" "$TMP/new" >"$TMP/all" &&
		cp "$TMP/all" "$COMPARE_RESULTS/results.csv"
}

# table FORM OPTION...: in the order of contenders.sh.
table() {
	_form=$1
	shift
	awk "$@" -v form="$_form" -f "$here/table.awk" "$TMP/versions" "$COMPARE_RESULTS/results.csv"
}

say() {
	echo "compare: $*" >&3
}
exec 3>&1

say "unpacking Debian $COMPARE_RELEASE, and building the kill of util-linux"
root_of "$COMPARE_RELEASE" >/dev/null || skip_all "no packages: $(tail -n 1 "$root.log")"
install_all || skip_all "cannot install what was built"
say "running the jobs, which takes about twelve minutes"
PROGRAM="/cgkill/doc/compare/jobs.sh $COMPARE"
export PROGRAM
in_namespaces "$root" compare
tap=$TMP/compare/tap
grep '^# ' "$tap" "$TMP/compare/log" >&3
late='' other=''
in_virtual_machine
versions >"$TMP/versions"
grep -q '^[^#]' "$tap" || {
	say "nothing was compared: $(tail -n 3 "$TMP/compare/log")"
	exit 1
}
keep_results
processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
table page -v machine="Linux $(uname -r | sed 's/-.*//'), $(nproc) CPUs of $processor" \
	-v date="$(date +%Y-%m-%d)" -v release="$COMPARE_RELEASE" >"$COMPARE_RESULTS/results.md"
table short >&3
say "written: $COMPARE_RESULTS/results.csv and results.md"
exit 0
