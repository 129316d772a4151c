#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# packages.sh <purpose>...: says what is missing for these purposes, and how big it is, and
# installs it with apt-get, dnf, pacman, apk or zypper. With --list, only prints the packages.
#
# A purpose is build, check (what the tests need), or the name of a step of ./bootstrap prove.
set -u

# What each purpose needs; how its presence is detected (a command, a file, a pkg-config module, a
# module of Python, an init, systemd, a library of gcc or of clang); and the package for each package
# manager, "-" where there is none or another package brings it.
requirements() {
	cat <<'END'
# purpose        needed              apt-get         dnf                 pacman          apk              zypper
build            cmd:gcc             gcc             gcc                 gcc             gcc              gcc
build            file:/usr/include/stdlib.h libc6-dev glibc-devel        glibc           musl-dev         glibc-devel
build            file:/usr/include/linux/magic.h linux-libc-dev kernel-headers linux-api-headers linux-headers kernel-headers
build            cmd:make            make            make                make            make             make
build            cmd:autoconf        autoconf        autoconf            autoconf        autoconf         autoconf
build            cmd:automake        automake        automake            automake        automake         automake
build            cmd:autopoint       autopoint       gettext-devel       gettext         gettext-dev      gettext-tools
build            cmd:xgettext        gettext         gettext             gettext         gettext          gettext-tools
build            cmd:pkg-config      pkg-config      pkgconf-pkg-config  pkgconf         pkgconf          pkgconf-pkg-config
build            pc:mount            libmount-dev    libmount-devel      util-linux-libs util-linux-dev   libmount-devel
build            cmd:cmp             diffutils       diffutils           diffutils       diffutils        diffutils
build            cmd:find            findutils       findutils           findutils       findutils        findutils
build            cmd:setsid          util-linux      util-linux          util-linux      util-linux-misc  util-linux
check            pc:check            check           check-devel         check           check-dev        check-devel
check            cmd:setpriv         util-linux      util-linux          util-linux      setpriv          util-linux
check            file:/usr/share/i18n/locales/de_DE locales glibc-locale-source glibc     -                glibc-i18ndata
check            cmd:strace          strace          strace              strace          strace           strace
check            cmd:jq              jq              jq                  jq              jq               jq
check            python:jsonschema   python3-jsonschema python3-jsonschema python-jsonschema py3-jsonschema python3-jsonschema
check            cmd:ansible-playbook ansible-core   ansible-core        ansible-core    ansible-core     ansible-core
check            cmd:parallel-ssh    pssh            -                   -               -                -
check            cmd:bash            bash            bash                bash            bash             bash
check            cmd:zsh             zsh             zsh                 zsh             zsh              zsh
check            cmd:fish            fish            fish                fish            fish             fish
check            cmd:ksh             ksh93u+m        ksh                 -               -                ksh
check            cmd:mksh            mksh            mksh                mksh            mksh             mksh
check            cmd:dash            dash            dash                dash            dash             dash
check            cmd:busybox         busybox-static  busybox             busybox         -                busybox-static
check            cmd:script          bsdutils        util-linux-script   util-linux      util-linux-misc  util-linux
check            file:/usr/share/bash-completion/bash_completion bash-completion bash-completion bash-completion bash-completion bash-completion
check            cmd:inotifywait     inotify-tools   inotify-tools       inotify-tools   inotify-tools    inotify-tools
check            cmd:s6-supervise    s6              -                   s6              s6               -
check            systemd:systemctl   systemd         systemd             systemd         -                systemd
check            init:runsv          -               -                   -               runit            -
check            init:openrc-run     -               -                   -               openrc           -
check            init:sshd           -               openssh-server      openssh         openssh-server   openssh-server
checkers         cmd:git             git             git                 git             git              git
checkers         cmd:clang-tidy      clang-tidy      clang-tools-extra   clang           clang-extra-tools clang-tools
checkers         cmd:cppcheck        cppcheck        cppcheck            cppcheck        cppcheck         cppcheck
checkers         cmd:shellcheck      shellcheck      ShellCheck          shellcheck      shellcheck       ShellCheck
checkers         cmd:mandoc          mandoc          mandoc              mandoc          mandoc           mandoc
checkers         cmd:groff           groff           groff               groff           groff            groff
checkers         cmd:po4a            po4a            po4a                po4a            po4a             po4a
release          cmd:po4a            po4a            po4a                po4a            po4a             po4a
compilers        cmd:clang           clang           clang               clang           clang            clang
compilers        cmd:musl-gcc        musl-tools      musl-gcc            musl            -                -
coverage         lib:asan            -               libasan             -               -                -
coverage         lib:ubsan           -               libubsan            -               -                -
coverage         cmd:gcovr           gcovr           gcovr               gcovr           gcovr            gcovr
fuzzing          cmd:clang           clang           clang               clang           clang            clang
fuzzing          clang-lib:fuzzer    libclang-rt-dev compiler-rt         compiler-rt     compiler-rt      -
valgrind         cmd:valgrind        valgrind        valgrind            valgrind        valgrind         valgrind
containers       cmd:mmdebstrap      mmdebstrap      -                   -               -                -
kernels          cmd:qemu-system-x86_64 qemu-system-x86 qemu-system-x86-core qemu-system-x86 qemu-system-x86_64 qemu-x86
kernels          cmd:cpio            cpio            cpio                cpio            cpio             cpio
machines         cmd:debootstrap     debootstrap     -                   -               -                -
packages         cmd:git             git             git                 git             git              git
packages         cmd:po4a            po4a            po4a                po4a            po4a             po4a
packages         cmd:musl-gcc        musl-tools      musl-gcc            musl            -                -
packages         cmd:dpkg-buildpackage dpkg-dev      -                   -               -                -
packages         cmd:dh              debhelper       -                   -               -                -
packages         pc:smartcols        libsmartcols-dev -                  -               -                -
packages         cmd:lintian         lintian         -                   -               -                -
packages         cmd:debootstrap     debootstrap     -                   -               -                -
packages         cmd:rpmbuild        rpm             rpm-build           -               -                rpm-build
packages         cmd:rpmlint         rpmlint         rpmlint             -               -                rpmlint
packages         cmd:makepkg         makepkg         -                   pacman          -                -
packages         cmd:bsdtar          libarchive-tools -                  libarchive      -                -
fresh            cmd:git             git             git                 git             git              git
fresh            cmd:debootstrap     debootstrap     -                   -               -                -
END
}

is_present() {
	case $1 in
	cmd:*) command -v "${1#*:}" ;;
	file:*) test -e "${1#*:}" ;;
	python:*) python3 -c "import ${1#*:}" ;;
	init:*) command -v "${1#*:}" || command -v apt-get ;; # see tests/inits.sh
	# Its package would replace elogind, on which a system with another init may depend.
	systemd:*) command -v "${1#*:}" || command -v elogind || [ -e /usr/lib/elogind ] ;;
	pc:*) pkg-config --exists "${1#*:}" ;;
	# gcc prints just the name if it does not find the library.
	lib:*) test -e "$(gcc -print-file-name="lib${1#*:}.so")" ;;
	clang-lib:*) echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
		clang -fsanitize="${1#*:}" -x c -o /dev/null - ;;
	esac >/dev/null 2>&1
}

# Shown by ./bootstrap, besides being in the log.
say() {
	echo "bootstrap: $*"
}

find_manager() {
	for manager in apt-get dnf pacman apk zypper; do
		! command -v "$manager" >/dev/null 2>&1 || return 0
	done
	manager=none
}

# find_missing <purpose>...: sets $missing, what is missing, and $packages, which contain it.
find_missing() {
	missing=
	packages=
	while read -r purpose need apt dnf pacman apk zypper; do
		case " $* " in *" $purpose "*) ;; *) continue ;; esac
		! is_present "$need" || continue
		case " $missing " in *" ${need#*:} "*) ;; *) missing="$missing ${need#*:}" ;; esac
		case $manager in
		apt-get) package=$apt ;;
		dnf) package=$dnf ;;
		pacman) package=$pacman ;;
		apk) package=$apk ;;
		zypper) package=$zypper ;;
		none) package=- ;;
		esac
		case "$package, $packages " in
		-,* | *" $package "*) ;;
		*) packages="$packages $package" ;;
		esac
	done <<END
$(requirements)
END
	packages=${packages# }
}

# as_root <command>...
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo -n "$@"
	fi
}

can_be_root() {
	[ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null
}

# apt <command>...: installs only what a package depends on, asks no questions, and never removes an
# installed package.
apt() {
	as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -qq -y --no-install-recommends --no-remove \
		-o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
}

# The line to paste if this has to be done by hand.
# shellcheck disable=SC2086 # words
install_line() {
	case $manager in
	apt-get) echo "apt-get update && apt-get install --no-install-recommends" $packages ;;
	dnf) echo dnf install --setopt=install_weak_deps=False $packages ;;
	pacman) echo pacman -Sy --needed $packages ;;
	apk) echo apk add $packages ;;
	zypper) echo zypper install --no-recommends $packages ;;
	esac
}

# Debian's lists may be missing or old; and dpkg may have been interrupted, which must be repaired.
# A list that is not needed may fail, so only the installation decides.
refresh() {
	[ "$manager" = apt-get ] || return 0
	as_root dpkg --configure -a
	apt update
}

megabytes() {
	awk -v bytes="$1" 'BEGIN { printf "%d MB", bytes / 1000000 + 1 }'
}

# With apt-get, from a simulation: the wording of its summary differs between releases.
# shellcheck disable=SC2046,SC2086 # words
say_size() {
	if [ "$manager" != apt-get ]; then
		say "installing with $manager, which tells how big it is: $packages"
		return
	fi
	simulated=$(apt -s install $packages 2>/dev/null | sed -n 's/^Inst \([^ ]*\) .*/\1/p')
	[ -n "$simulated" ] || return 0
	fetched=$(apt --print-uris install $packages | awk '$3 ~ /^[0-9]+$/ { n += $3 } END { print n + 0 }')
	unpacked=$(apt-cache show --no-all-versions $simulated 2>/dev/null |
		awk '/^Installed-Size: / { n += $2 } END { print n * 1024 }')
	say "installing $(echo "$simulated" | wc -l) packages with apt-get," \
		"$(megabytes "$fetched") to download, $(megabytes "$unpacked") on disk: $packages"
}

# build-logs/installed shows build.sh whether to configure again.
# shellcheck disable=SC2086 # words
install_packages() {
	case $manager in
	apt-get) apt install $packages ;;
	dnf) as_root dnf install -q -y --setopt=install_weak_deps=False $packages ;;
	pacman) as_root pacman -Sy --needed --noconfirm $packages ;;
	apk) as_root apk add --no-cache $packages ;;
	zypper) as_root zypper --non-interactive install --no-recommends $packages ;;
	esac && mkdir -p build-logs && : >build-logs/installed
}

# Debian's packages of runit, OpenRC and sshd would change how the machine boots and who can log in,
# so they are not installed, but unpacked in build-inits, where the tests look for them.
unpack_inits() {
	[ "$manager" = apt-get ] || return 0
	case " $* " in *" check "*) ;; *) return 0 ;; esac
	[ ! -e build-inits/complete ] || [ -n "$(find tests/inits.sh -newer build-inits/complete)" ] || return 0
	say "unpacking runit, OpenRC and sshd in build-inits, for tests of examples"
	tests/inits.sh "$PWD/build-inits" || say "cannot unpack them; what needs them is skipped"
}

fail() {
	say "the packages are not installed: $1"
	exit 1
}

list=
if [ "${1:-}" = --list ]; then
	list=yes
	shift
fi
find_manager
find_missing "$@"
if [ -n "$list" ]; then
	echo "$packages"
	exit
fi
if [ -z "$missing" ]; then
	unpack_inits "$@"
	echo "nothing is missing"
	exit
fi
say "missing:$missing"
[ "$manager" != none ] ||
	fail "there is no package manager that this script knows; please install what is missing yourself"
if [ -z "$packages" ]; then
	say "$manager has no packages for these; what needs them is skipped"
	exit
fi
can_be_root || fail "only root can do that; please run: $(install_line)"
words=$(mktemp) || exit
trap 'rm -f "$words"' EXIT
trap 'exit 1' HUP INT TERM
{
	refresh
	say_size
	install_packages && echo "installed."
} 2>&1 | tee "$words"
if [ "$(tail -n 1 "$words")" != "installed." ]; then
	reason=$(grep -m 1 -E '^(E: |W: Failed|[Ee]rror)' "$words")
	fail "${reason:-$manager failed}; once that is mended, come back, or run: $(install_line)"
fi
find_missing "$@"
[ -z "$missing" ] || say "still missing:$missing; what needs these is skipped"
unpack_inits "$@"
