/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/view.h"

#include <errno.h>
#include <langinfo.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "show/nls.h"
#include "show/output.h"
#include "show/report.h"
#include "show/terminal.h"

/* The columns in order. */
enum { TREE, PROCS, THREADS, COMMAND, STATE, COLUMNS };

/* The width of a level of the tree. */
#define LEVEL_COLUMNS 2

/* A cgroup's name is cut to this width before the lines leading to it are cut. */
#define LABEL_COLUMNS 12

struct glyphs {
	const char *branch, *last_branch, *line, *no_line;
	const char *ellipsis;
	size_t ellipsis_columns;
};

static const struct glyphs ascii = { "|-", "`-", "| ", "  ", "...", 3 };
static const struct glyphs utf8 = {
	"\u251C\u2500", "\u2514\u2500", "\u2502 ", "  ", "\u2026", 1
};

struct table {
	const struct plan *plans;
	int plan_count;
	const struct glyphs *glyphs;
	size_t limit;			/* the width of the terminal; 0: not a terminal */
	size_t widths[COLUMNS];		/* 0: the column is not shown */
	size_t depth;			/* of the deepest node */
	bool *followed;			/* by depth: the node on the way down has a next one */
	FILE *cell;			/* writes to text */
	char *text;
	size_t size;
};

/* Where to cut a text that is too long. */
enum cut { CUT_END, CUT_MIDDLE, CUT_BEGINNING };

/* The contents of a cell; nothing if the column does not apply to the node. */

static const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void write_label(FILE *cell, const struct node *node, const struct plan *plan)
{
	if (node->pid)
		fprintf(cell, "%d", node->pid);
	else if (!node->parent)
		report_name(cell, *node->name ? node->name : plan->job->name);
	else
		report_name(cell, *node->name ? last_component(node->name) : "?");
}

static void write_processes(FILE *cell, const struct node *node, const struct plan *plan)
{
	(void)plan;
	if (!node->pid)
		fprintf(cell, "%lu", node->processes);
}

static void write_threads(FILE *cell, const struct node *node, const struct plan *plan)
{
	(void)plan;
	if (node->threads)
		fprintf(cell, "%ld", node->threads);
}

static void write_command(FILE *cell, const struct node *node, const struct plan *plan)
{
	(void)plan;
	if (node->pid)
		report_name(cell, node->name);
}

static void write_mark(FILE *cell, const char *mark)
{
	fprintf(cell, "%s%s", ftell(cell) ? ", " : "", mark);
}

static void write_marks(FILE *cell, const struct node *node, const struct plan *plan)
{
	char hidden[128];

	(void)plan;
	if (node->self)
		write_mark(cell, _("this process"));
	if (node->init)
		write_mark(cell, _("init of this PID namespace"));
	if (node->kernel_thread)
		write_mark(cell, _("kernel thread"));
	if (node->headless)
		write_mark(cell, _("main thread has exited"));
	if (node->frozen)
		write_mark(cell, _("frozen"));
	if (node->threaded)
		write_mark(cell, _("threaded"));
	if (node->gone)
		write_mark(cell, _("gone"));
	if (!node->hidden_here)
		return;
	snprintf(hidden, sizeof(hidden), P_("%lu in another PID namespace",
					    "%lu in other PID namespaces", node->hidden_here),
		 node->hidden_here);
	write_mark(cell, hidden);
}

static const struct column {
	const char *heading;
	bool right;
	void (*write)(FILE *cell, const struct node *node, const struct plan *plan);
} columns[COLUMNS] = {
	[TREE] = { "CGROUP/PID", false, write_label },
	[PROCS] = { "PROCS", true, write_processes },
	[THREADS] = { "THREADS", true, write_threads },
	[COMMAND] = { "COMMAND", false, write_command },
	[STATE] = { "STATE", false, write_marks },
};

/* Stores the contents of the cell in table->text; without a node it is the heading. */
static int write_cell(struct table *table, int column, const struct node *node,
		      const struct plan *plan)
{
	rewind(table->cell);
	if (node)
		columns[column].write(table->cell, node, plan);
	else
		fputs(columns[column].heading, table->cell);
	putc('\0', table->cell);
	return output_has_text(table->cell) ? 0 : -ENOMEM;
}

/* The next node, below or after this one, in the order of display, or NULL. */
static const struct node *next_node(const struct node *node)
{
	if (node->child)
		return node->child;
	while (node->parent && !node->next)
		node = node->parent;
	return node->next;
}

typedef int node_function(struct table *table, const struct node *node, const struct plan *plan);

static int for_each_node(struct table *table, node_function *function)
{
	int err = 0;

	for (int i = 0; i < table->plan_count; i++) {
		const struct plan *plan = &table->plans[i];
		const struct node *node = plan->tree.count ? plan->tree.nodes[0] : NULL;

		for (; !err && node; node = next_node(node))
			err = function(table, node, plan);
	}
	return err;
}

/* The widths of the columns. */

static int measure_node(struct table *table, const struct node *node, const struct plan *plan)
{
	if (node->depth > table->depth)
		table->depth = node->depth;
	for (int i = 0; i < COLUMNS; i++) {
		int err = write_cell(table, i, node, plan);
		size_t width;

		if (err)
			return err;
		width = text_columns(table->text) + (i == TREE ? node->depth * LEVEL_COLUMNS : 0);
		if (width > table->widths[i])
			table->widths[i] = width;
	}
	return 0;
}

static size_t heading_columns(int column)
{
	return strlen(columns[column].heading);
}

/* By how many columns the table is too wide. */
static size_t excess_columns(const struct table *table)
{
	size_t width = 0;

	for (int i = 0; i < COLUMNS; i++)
		if (table->widths[i])
			width += (width ? 1 : 0) + table->widths[i];
	return width > table->limit ? width - table->limit : 0;
}

/* Narrows the column by the excess, down to the floor or the width of its heading. */
static void narrow(struct table *table, int column, size_t floor)
{
	size_t least = heading_columns(column) > floor ? heading_columns(column) : floor;
	size_t much = excess_columns(table);

	if (table->widths[column] <= least)
		return;
	table->widths[column] = table->widths[column] - least > much ?
				table->widths[column] - much : least;
}

/* In turns, so that no column takes all the space from the others. */
static void narrow_all(struct table *table)
{
	static const struct {
		int column;
		size_t floor;
	} steps[] = { { COMMAND, 0 }, { TREE, 40 }, { STATE, 16 }, { TREE, 18 }, { STATE, 0 } };

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		narrow(table, steps[i].column, steps[i].floor);
}

static void fit_columns(struct table *table)
{
	static const int dispensable[] = { THREADS, PROCS, STATE, COMMAND };
	size_t wanted[COLUMNS];

	memcpy(wanted, table->widths, sizeof(wanted));
	narrow_all(table);
	for (size_t i = 0; excess_columns(table) && i < ARRAY_SIZE(dispensable); i++) {
		wanted[dispensable[i]] = 0;
		memcpy(table->widths, wanted, sizeof(wanted));
		narrow_all(table);
	}
	narrow(table, TREE, 0);
}

/* An empty column is shown only if there is room for its heading. */
static void choose_columns(struct table *table)
{
	bool empty[COLUMNS];

	for (int i = 0; i < COLUMNS; i++) {
		empty[i] = !table->widths[i];
		if (table->widths[i] < heading_columns(i))
			table->widths[i] = heading_columns(i);
	}
	if (!table->limit)
		return;
	for (int i = 0; i < COLUMNS; i++)
		if (empty[i] && excess_columns(table))
			table->widths[i] = 0;
	fit_columns(table);
}

/* Printing; the functions return how many columns they have filled. */

static size_t print_text(const struct table *table, const char *text, size_t room, enum cut cut)
{
	const struct glyphs *glyphs = table->glyphs;
	size_t width = text_columns(text), head, length;
	const char *tail;

	if (width <= room) {
		fputs(text, stdout);
		return width;
	}
	if (room < glyphs->ellipsis_columns)
		return 0;
	room -= glyphs->ellipsis_columns;
	head = cut == CUT_END ? room : cut == CUT_MIDDLE ? room / 2 : 0;
	length = text_head(text, head);
	tail = text_tail(text, room - head);
	printf("%.*s%s%s", (int)length, text, glyphs->ellipsis, tail);
	return width - text_columns(text + length) + glyphs->ellipsis_columns + text_columns(tail);
}

/* The lines leading to the node; if there is no room for all of them, those nearest to it. */
static size_t print_lines(struct table *table, const struct node *node, size_t room)
{
	const struct glyphs *glyphs = table->glyphs;
	size_t levels = node->depth, filled = 0;

	if (levels * LEVEL_COLUMNS > room) {
		if (room < glyphs->ellipsis_columns)
			return 0;
		filled = glyphs->ellipsis_columns;
		fputs(glyphs->ellipsis, stdout);
		levels = (room - filled) / LEVEL_COLUMNS;
	}
	for (size_t depth = node->depth - levels + 1; depth < node->depth; depth++)
		fputs(table->followed[depth] ? glyphs->line : glyphs->no_line, stdout);
	if (levels)
		fputs(node->next ? glyphs->branch : glyphs->last_branch, stdout);
	return filled + levels * LEVEL_COLUMNS;
}

/* PIDs are never cut. The end of a path says most. */
static size_t print_tree(struct table *table, const struct node *node)
{
	size_t room = table->widths[TREE], label = text_columns(table->text), filled;

	table->followed[node->depth] = node->next;
	if (!node->pid && label > LABEL_COLUMNS)
		label = LABEL_COLUMNS;
	filled = print_lines(table, node, room > label ? room - label : 0);
	return filled + print_text(table, table->text, room - filled,
				   node->parent ? CUT_MIDDLE : CUT_BEGINNING);
}

/* Nothing is printed after the last text of a line. */
static int print_row(struct table *table, const struct node *node, const struct plan *plan)
{
	size_t filled = 0, start = 0;

	for (int i = 0; i < COLUMNS; i++) {
		size_t width = table->widths[i], length, at = start;

		if (!width)
			continue;
		start += width + 1;
		if (write_cell(table, i, node, plan) < 0)
			return -ENOMEM;
		if (i == TREE && node) {
			filled = print_tree(table, node);
			continue;
		}
		if (!*table->text)
			continue;
		length = text_columns(table->text);
		if (columns[i].right && length < width)
			at += width - length;
		printf("%*s", (int)(at - filled), "");
		filled = at + print_text(table, table->text, width, CUT_END);
	}
	putchar('\n');
	return 0;
}

static int draw_table(struct table *table)
{
	int err = for_each_node(table, measure_node);

	if (err)
		return err;
	table->followed = calloc(table->depth + 1, sizeof(*table->followed));
	if (!table->followed)
		return -ENOMEM;
	choose_columns(table);
	err = print_row(table, NULL, NULL);
	return err ? err : for_each_node(table, print_row);
}

int view_print(const struct plan *plans, int count)
{
	struct table table = {
		.plans = plans,
		.plan_count = count,
		.limit = terminal_columns(STDOUT_FILENO),
	};
	int err = -ENOMEM;

	nls_setup();
	table.glyphs = strcmp(nl_langinfo(CODESET), "UTF-8") ? &ascii : &utf8;
	table.cell = open_memstream(&table.text, &table.size);
	if (table.cell)
		err = draw_table(&table);
	if (table.cell)
		fclose(table.cell);
	free(table.text);
	free(table.followed);
	return err;
}
