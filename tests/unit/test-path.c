/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/path.h"

#include "unit.h"

static const struct row {
	const char *path, *name;
	bool has;
} rows[] = {
	{ "/a", "a", true },
	{ "a", "a", true },
	{ "/a/b/c", "a", true },
	{ "/a/b/c", "b", true },
	{ "/a/b/c", "c", true },
	{ "/a/b/c/", "c", true },
	{ "//a///b", "b", true },
	{ "/a/ab", "ab", true },
	{ "/system.slice/x.service/.control", "x.service", true },
	{ "/a b/c", "a b", true },
	{ "/../x", "..", true },

	{ "/a/b/c", "d", false },
	/* A component is compared as a whole. */
	{ "/ab", "a", false },
	{ "/ab", "b", false },
	{ "/a", "ab", false },
	{ "/a/b", "a/b", false },
	{ "/A", "a", false },
	{ "/", "a", false },
	{ "", "a", false },
	/* No component is empty. */
	{ "/", "", false },
	{ "//a//", "", false },
	{ "", "", false },
};

START_TEST(component)
{
	const struct row *row = &rows[_i];

	ck_assert_msg(path_has_component(row->path, row->name) == row->has,
		      "'%s' in '%s'", row->name, row->path);
}
END_TEST

static const struct place {
	const char *path, *top;
	bool within;
} places[] = {
	{ "/a", "/a", true },
	{ "/a/b", "/a", true },
	{ "/a/b/c", "/a/b", true },
	{ "/", "/", true },
	{ "/a", "/", true },
	{ "/..a", "/", true },
	{ "/a/..b", "/a", true },
	{ "/a (deleted)", "/", true },

	{ "/", "/a", false },
	{ "/a", "/a/b", false },
	{ "/ab", "/a", false },
	{ "/b", "/a", false },
	{ "/b/a", "/a", false },
	{ "/a (deleted)", "/a", false },
	{ "/a", "", false },
	{ "", "", false },

	/* From within a cgroup namespace: ".." is above its root. */
	{ "/..", "/", false },
	{ "/../a", "/", false },
	{ "/../a/b", "/../a", true },
	{ "/../ab", "/../a", false },
	{ "/../a", "/..", true },
	{ "/../../a", "/..", false },
	{ "/../..", "/..", false },
	{ "/../..", "/../..", true },
	{ "/../../a", "/../..", true },
};

START_TEST(within)
{
	const struct place *place = &places[_i];

	ck_assert_msg(path_is_within(place->path, place->top) == place->within,
		      "'%s' in '%s'", place->path, place->top);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("path");
	TCase *tests = unit_case(suite, "path");

	tcase_add_loop_test(tests, component, 0, ARRAY_SIZE(rows));
	tcase_add_loop_test(tests, within, 0, ARRAY_SIZE(places));
	return unit_run(suite);
}
