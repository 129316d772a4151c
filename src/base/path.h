/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths as text. */
#ifndef CGKILL_PATH_H
#define CGKILL_PATH_H

#include <stdbool.h>

#include "base/attributes.h"

/* Whether name is one of the components of path. */
bool path_has_component(const char *path, const char *name) _nonnull_ _must_check_;

#endif
