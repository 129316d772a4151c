/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Drawing trees of cgroups. The only file that knows libsmartcols, which is loaded for
 * that alone.
 */
#ifndef CGKILL_VIEW_H
#define CGKILL_VIEW_H

#include <stdbool.h>

#include "snapshot.h"

/* A tree with what would be done to it; a text that does not apply is NULL or empty. */
struct view {
	const char *operand;		/* as the user gave it */
	const struct snapshot *tree;
	const char *signal;
	const char *value;		/* that is sent with it */
	const char *method;
	const char *refusal;		/* why the method cannot be used */
	const char *followups;		/* in the words of --timeout */
};

/* Whether libsmartcols was built in. */
bool view_built_in(void) __attribute__((warn_unused_result));

/*
 * Prints the trees as one table on standard output, or as one JSON object. Returns 0, or
 * a negative errno with a translated reason.
 */
int view_print(const struct view *views, int count, bool json, const char **reason)
	__attribute__((nonnull, warn_unused_result));

#endif
