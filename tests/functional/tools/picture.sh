#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# doc/terminal.svg, the picture that README begins with, is what the program of today prints.
. "${0%/*}/../lib.sh"
need_cgroup
picture=$top_srcdir/doc/terminal.svg
draw=$top_srcdir/doc/picture.sh
[ -e "$draw" ] || skip_all "there is no $draw"

# Numbers depend on the shell, where a process waits on the kernel, and both change the columns.
without_chance() {
	sed 's/, in [a-z_0-9.]*,/,/; s/[0-9][0-9]*/0/g; s/   *\([^ ]\)/ \1/g' "$@"
}

pictures_of_ours() {
	find "$MNT" -maxdepth 1 -name 'cgkill-picture-*'
}

point "drawn anew it is the same"
before=$(pictures_of_ours)
run sh "$draw"
if [ "$status" = 77 ]; then
	skip "$(cat "$ERR")"
elif kernel_has cgroup.kill; then
	status_is 0
	err_empty
	without_chance "$picture" >"$TMP/wanted"
	without_chance "$OUT" >"$TMP/drawn"
	diff "$TMP/wanted" "$TMP/drawn" >"$TMP/diff" ||
		fail "make picture draws it anew: $(cat "$TMP/diff")"
	[ "$(pictures_of_ours)" = "$before" ] || fail "a cgroup is left"
fi

point "it is XML with a title, and fetches and runs nothing"
if has_tool python3; then
	run python3 -c 'import sys, xml.dom.minidom as xml
svg = xml.parse(sys.argv[1]).documentElement
assert svg.tagName == "svg" and svg.getElementsByTagName("title")
for element in svg.getElementsByTagName("*"):
    assert element.tagName in ("title", "desc", "style", "rect", "text")' "$picture"
	status_is 0
else
	skip "python3 is not installed"
fi
! sed 's/xmlns="[^"]*"//' "$picture" | grep -q -e '//' -e 'url(' -e '@import' ||
	fail "it fetches something"

point "README names it in its first lines"
[ ! -e "$top_srcdir/README" ] || head -n 10 "$top_srcdir/README" | grep -q 'doc/terminal\.svg' ||
	fail "it does not"

point "only root can make it, and is told so"
if has_tool setpriv; then
	cp "$draw" "$TMP/picture.sh" && chmod 755 "$TMP/picture.sh"
	run setpriv --reuid "$(private_uid)" --regid 65534 --clear-groups sh "$TMP/picture.sh"
	status_is 77
	out_is ''
	err_has "only root"
else
	skip "setpriv is not installed"
fi
finish
