dnl SPDX-License-Identifier: GPL-2.0-or-later

dnl CGKILL_TRY_FLAGS(VARIABLE, FLAGS)
dnl
dnl Appends to VARIABLE each of FLAGS with which the compiler compiles and
dnl links a small program without a warning. The program has a buffer on its
dnl stack and calls a function that _FORTIFY_SOURCE replaces, to really try
dnl the flags that need help from the C library.
AC_DEFUN([CGKILL_TRY_FLAGS], [
for cgkill_flag in $2; do
	AS_VAR_PUSHDEF([cgkill_cache], [cgkill_cv_flag_$cgkill_flag])
	AC_CACHE_CHECK([whether $CC takes $cgkill_flag], [cgkill_cache], [
		cgkill_save_CFLAGS=$CFLAGS
		CFLAGS="-Werror $cgkill_flag $CFLAGS"
		AC_LINK_IFELSE([AC_LANG_SOURCE([[
#include <stdio.h>
int main(int argc, char **argv)
{
	char buf[64];
	return snprintf(buf, sizeof(buf), "%s", argv[argc - 1]) < 0;
}]])],
			[AS_VAR_SET([cgkill_cache], [yes])],
			[AS_VAR_SET([cgkill_cache], [no])])
		CFLAGS=$cgkill_save_CFLAGS
	])
	AS_VAR_IF([cgkill_cache], [yes], [$1="$$1 $cgkill_flag"])
	AS_VAR_POPDEF([cgkill_cache])
done
])

# CGKILL_SHELL_DIR(VARIABLE, WHAT, DEFAULT, [MODULE], [VARIABLE OF THE MODULE])
#
# Adds --with-VARIABLE, a directory in which a shell looks for files. The pkg-config module knows
# it for the shell's ${prefix} and ${datadir}, which are replaced by ours.
AC_DEFUN([CGKILL_SHELL_DIR], [
AC_ARG_WITH([$1],
	[AS_HELP_STRING([--with-$1=DIR], [$2 @<:@$3@:>@])],
	[AS_CASE([$with_$1], [yes | no], [AC_MSG_ERROR([--with-$1 needs a directory])])],
	[with_$1='$3'
	m4_ifval([$4], [
	dir=`$PKG_CONFIG --define-variable=prefix=@prefix@ --define-variable=datadir=@datadir@ \
		--variable=$5 $4 2>/dev/null | sed 's|^@\(prefix\|datadir\)@|${\1}|'`
	AS_CASE([$dir], ['${'*], [with_$1=$dir])
	])])
AC_SUBST([$1], [$with_$1])
])
