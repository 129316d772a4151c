/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/character.h"

#include <stddef.h>

#include "base/array.h"

/*
 * What has one of the properties Cc, Bidi_Control, Line_Separator, Paragraph_Separator or
 * Default_Ignorable_Code_Point in Unicode 16, and the annotations at U+FFF9. Some of them have
 * their place in words, such as the joiners of Persian; the escape can be read all the same.
 */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{ 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x00AD, 0x00AD }, { 0x034F, 0x034F },
	{ 0x061C, 0x061C }, { 0x115F, 0x1160 }, { 0x17B4, 0x17B5 }, { 0x180B, 0x180F },
	{ 0x200B, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0x3164, 0x3164 },
	{ 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFFB },
	{ 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF },
};

bool character_is_hidden(uint32_t code)
{
	for (size_t i = 0; i < ARRAY_SIZE(hidden); i++)
		if (code >= hidden[i].first && code <= hidden[i].last)
			return true;
	return false;
}
