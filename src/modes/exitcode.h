/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exit status besides EXIT_SUCCESS and EXIT_FAILURE. */
#ifndef CGKILL_EXITCODE_H
#define CGKILL_EXITCODE_H

/* Some of several operands or processes failed, as in util-linux. */
#define EXIT_SOME 64

/* --wait ran out of time, as in timeout(1). */
#define EXIT_LATE 124

#endif
