/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/nls.h"

#include <config.h>

#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <string.h>

#ifdef ENABLE_NLS
# include <libintl.h>
#endif

void nls_setup(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	setlocale(LC_ALL, "");
#ifdef ENABLE_NLS
	bindtextdomain(PACKAGE, LOCALEDIR);
	textdomain(PACKAGE);
#endif
}

const char *nls_error(int err)
{
	nls_setup();
	/* "Invalid cross-device link", which nobody asks for here. */
	return err == -EXDEV ? _("something is mounted there") : strerror(-err);
}

const char *nls_text(const char *message)
{
	nls_setup();
#ifdef ENABLE_NLS
	return gettext(message);
#else
	return message;
#endif
}

const char *nls_plural(const char *one, const char *many, unsigned long number)
{
	nls_setup();
#ifdef ENABLE_NLS
	return ngettext(one, many, number);
#else
	return number == 1 ? one : many;
#endif
}
