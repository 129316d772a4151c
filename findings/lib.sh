# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the findings share, to be included first.  Packages come from Debian's archive, by the mirror
# and the keyring of this machine's apt, into a temporary folder; nothing is installed.  A finding
# calls, in this order,
#
#	root NAME SUITE PACKAGE=VERSION...  once or more: a file system of them and their libraries
#	cgroup                              if it needs one
#	run NAME SCRIPT [ARGUMENT...]       in it, in namespaces: it can signal nobody outside
#	verdict EXPECTED SEEN               ends the finding
#
# Status: 0 it is as described, 1 it has changed, 77 it cannot be seen here.
set -u
LC_ALL=C
TZ=UTC
export LC_ALL TZ
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
trap 'clean_up' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

clean_up() {
	[ -z "${group-}" ] || find "$group" -depth -type d -exec rmdir {} \;
	[ -z "${place-}" ] || rm -rf --one-file-system "$place"
}

place=$(mktemp -d) || exit

cannot() {
	echo "cannot be seen here: $*"
	exit 77
}

[ "$(id -u)" = 0 ] || cannot "only root may make namespaces and change to another root"
for tool in apt-get dpkg-deb unshare chroot; do
	command -v $tool >/dev/null || cannot "there is no $tool"
done
[ "$(dpkg --print-architecture)" = amd64 ] || cannot "the packages are for amd64"

# apt with separate lists, which knows one suite and no installed packages.
# own_apt SUITE ARCHITECTURE COMMAND...
own_apt() {
	_state=$place/apt-$1-$2
	_architecture=$2
	shift 2
	apt-get -qq -o Dir::State="$_state" -o Dir::State::status="$_state/status" \
		-o Dir::Cache="$_state/cache" -o Dir::Etc::sourcelist="$_state/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
		-o APT::Architecture="$_architecture" -o APT::Architectures="$_architecture" \
		-o APT::Sandbox::User=root -o APT::Update::Error-Mode=any \
		-o Acquire::Languages=none -o Acquire::Check-Valid-Until=false \
		-o Acquire::Retries=2 -o Acquire::http::Timeout=30 "$@"
}

# lists SUITE ARCHITECTURE: has apt get them.
lists() {
	_new=$place/apt-$1-$2
	[ ! -d "$_new" ] || return 0
	# shellcheck disable=SC2016 # for apt
	_mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		'Origin: Debian' 'Label: Debian' 'Component: main' 2>/dev/null | head -n 1)
	mkdir -p "$_new/lists/partial" "$_new/cache/archives/partial"
	: >"$_new/status"
	echo "deb [signed-by=$keyring] ${_mirror:-http://deb.debian.org/debian} $1 main" \
		>"$_new/sources.list"
	own_apt "$1" "$2" update >"$place/log" 2>&1
}

# unpack FOLDER SUITE ARCHITECTURE PACKAGE...: with all that they depend on.
unpack() {
	_folder=$1 _suite=$2 _of=$3
	shift 3
	if ! lists "$_suite" "$_of" ||
		! own_apt "$_suite" "$_of" install --download-only --no-install-recommends -y \
			"$@" >"$place/log" 2>&1; then
		cannot "$*:" "$(tail -n 3 "$place/log" | tr '\n' ' ')"
	fi
	# Newer releases have only usr/bin, usr/sbin and usr/lib.
	for _name in bin sbin lib lib64; do
		mkdir -p "$_folder/usr/$_name"
		ln -s "usr/$_name" "$_folder/$_name"
	done
	for _package in "$place/apt-$_suite-$_of/cache/archives"/*.deb; do
		dpkg-deb --fsys-tarfile "$_package" |
			tar -x --keep-directory-symlink --no-same-owner -C "$_folder" \
				--exclude='./usr/share/doc' --exclude='./usr/share/man' ||
			cannot "cannot unpack ${_package##*/}"
		rm "$_package"
	done
}

# root NAME SUITE PACKAGE=VERSION...: with dash and busybox beside them, which run the scripts.
root() {
	_root=$place/$1 _suite=$2
	shift 2
	case "$*" in
	*busybox-static=*) unpack "$_root" "$_suite" amd64 "$@" dash ;;
	*) unpack "$_root" "$_suite" amd64 "$@" dash busybox-static ;;
	esac
	mkdir -p "$_root/usr/applets" "$_root/proc" "$_root/dev" "$_root/tmp"
	for _applet in cat cut env grep head ln mkdir rm rmdir sed setsid sleep tr true usleep; do
		ln -s ../bin/busybox "$_root/usr/applets/$_applet"
	done
}

# foreign NAME SUITE ARCHITECTURE PACKAGE=VERSION...: packages of another processor, in a folder
# with its name in the root.
foreign() {
	_root=$place/$1
	shift
	unpack "$_root/$2" "$@"
}

# cgroup: makes one for the finding, which run shows as /sys/fs/cgroup/$name_of_group.
cgroup() {
	_mount=$(sed -n 's/^[^ ]* [^ ]* [^ ]* \/ \([^ ]*\) .* - cgroup2 .*/\1/p' \
		/proc/self/mountinfo | head -n 1)
	[ -n "$_mount" ] || cannot "cgroup2 is not mounted"
	group=$(mktemp -d "$_mount/finding.XXXXXX") || cannot "cannot make a cgroup"
	name_of_group=${group##*/}
}

# What a script can call, besides its packages.
# shellcheck disable=SC2016 # for the inner shell
prelude='
# sleeper COMMAND...: $victim sleeps, and takes signals.
sleeper() {
	"$@" sleep 60 &
	victim=$!
	comm=
	until [ "$comm" = sleep ]; do
		usleep 10000
		read -r comm </proc/$victim/comm
	done
}

# end_sleeper: its status becomes that of this: 143 if it has got SIGTERM, even if it has not ended.
end_sleeper() {
	kill -s KILL $victim
	wait $victim
} 2>/dev/null

# hit COMMAND: $whom is to whom it sends SIGTERM.  Not in a subshell: everybody is all but the first
# process.
hit() {
	sleeper setsid
	setsid dash -c "$1; :" >/tmp/output 2>&1
	in_group=$?
	end_sleeper
	case $in_group-$? in
	*-143) whom=everybody ;;
	143-*) whom="its own process group" ;;
	*) whom=nobody ;;
	esac
} 2>/dev/null
'

# run NAME SCRIPT [ARGUMENT...]: all that it starts has ended when this returns.
run() {
	_root=$place/$1
	_script=$2
	shift 2
	# shellcheck disable=SC2016 # for the inner shell
	name_of_group=${name_of_group-} \
		unshare --mount --pid --fork --kill-child --propagation private sh -c '
		mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" || exit
		[ -z "$name_of_group" ] || {
			mkdir -p "$0/sys/fs/cgroup"
			mount -t cgroup2 cgroup2 "$0/sys/fs/cgroup" || exit
		}
		exec env -i PATH=/usr/sbin:/usr/bin:/usr/applets HOME=/tmp LC_ALL=C \
			name_of_group="$name_of_group" chroot "$0" /bin/dash -c "$@"' \
		"$_root" "$prelude$_script" sh "$@" </dev/null 2>&1
}

# verdict EXPECTED SEEN
verdict() {
	echo "$2"
	if [ "$1" = "$2" ]; then
		echo "as described"
		exit 0
	fi
	echo "this has changed; expected was:"
	echo "$1"
	exit 1
}
