/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arrays whose size the compiler knows. */
#ifndef CGKILL_ARRAY_H
#define CGKILL_ARRAY_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif
