/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view.h"

#include <config.h>

#include <errno.h>
#include <string.h>

#include "nls.h"

#ifdef HAVE_SMARTCOLS

# include <inttypes.h>
# include <libsmartcols.h>
# include <stdio.h>
# include <stdlib.h>

# include "library.h"
# include "report.h"
# include "utf8.h"

# define LIBRARY "libsmartcols.so.1"

LIBRARY_NOTE("libsmartcols", "Show the tree of cgroups and processes", "suggested", LIBRARY);

/* The functions that are used, by the names and types of <libsmartcols.h>. */
# define FUNCTIONS(each)		\
	each(scols_new_table)		\
	each(scols_unref_table)		\
	each(scols_table_set_name)	\
	each(scols_table_enable_json)	\
	each(scols_table_new_column)	\
	each(scols_column_set_json_type) \
	each(scols_table_new_line)	\
	each(scols_line_set_data)	\
	each(scols_print_table)

struct smartcols {
	FUNCTIONS(LIBRARY_MEMBER)
};

/* Writes what a cell says of a node, or nothing. The view is NULL but for the top. */
typedef void cell_writer(FILE *cell, const struct node *node, const struct view *view);

struct column {
	const char *name;	/* the heading, or in lower case the key of JSON */
	int flags, json_type;
	cell_writer *write;
};

/* What is needed while the table is filled. */
struct drawing {
	struct smartcols scols;
	struct libscols_table *table;
	const struct column *columns;
	size_t column_count;
	FILE *cell;		/* writes to text */
	char *text;
	size_t size;
};

/* The columns of the table for people. */

static const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void write_tree(FILE *cell, const struct node *node, const struct view *view)
{
	if (node->pid)
		fprintf(cell, "%d", node->pid);
	else if (view)
		report_name(cell, *node->name ? node->name : view->operand);
	else
		report_name(cell, *node->name ? last_component(node->name) : "?");
}

static void write_processes(FILE *cell, const struct node *node, const struct view *view)
{
	(void)view;
	if (!node->pid)
		fprintf(cell, "%lu", node->processes);
}

static void write_threads(FILE *cell, const struct node *node, const struct view *view)
{
	(void)view;
	if (node->threads)
		fprintf(cell, "%ld", node->threads);
}

static void write_command(FILE *cell, const struct node *node, const struct view *view)
{
	(void)view;
	if (node->pid)
		report_name(cell, node->name);
}

static void write_mark(FILE *cell, const char *mark)
{
	fprintf(cell, "%s%s", ftell(cell) ? ", " : "", mark);
}

static void write_marks(FILE *cell, const struct node *node, const struct view *view)
{
	char hidden[128];

	(void)view;
	if (node->self)
		write_mark(cell, _("this process"));
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
	snprintf(hidden, sizeof(hidden), P_("%lu of another PID namespace",
					    "%lu of other PID namespaces", node->hidden_here),
		 node->hidden_here);
	write_mark(cell, hidden);
}

static const struct column table_columns[] = {
	{ "CGROUP/PID", SCOLS_FL_TREE, 0, write_tree },
	{ "PROCS", SCOLS_FL_RIGHT, 0, write_processes },
	{ "THREADS", SCOLS_FL_RIGHT, 0, write_threads },
	{ "COMMAND", SCOLS_FL_TRUNC, 0, write_command },
	{ "STATE", 0, 0, write_marks },
};

/*
 * The keys of JSON, for programs. libsmartcols escapes what has to be, but hands bytes
 * through that are not UTF-8 (2.38). A text that is empty becomes null.
 */

static void write_text(FILE *cell, const char *text)
{
	if (text)
		utf8_print(cell, text);
}

static void write_flag(FILE *cell, bool flag)
{
	putc(flag ? '1' : '0', cell);
}

static void write_count(FILE *cell, const struct node *node, unsigned long count)
{
	if (!node->pid)
		fprintf(cell, "%lu", count);
}

# define WRITER(name, statement)						\
	static void json_##name(FILE *cell, const struct node *node,		\
				const struct view *view)			\
	{									\
		(void)node;							\
		(void)view;							\
		statement;							\
	}

WRITER(type, write_text(cell, node->pid ? "process" : "cgroup"))
WRITER(operand, write_text(cell, view ? view->operand : NULL))
WRITER(cgroup, write_text(cell, node->pid ? NULL : node->name))
WRITER(id, if (!node->pid) fprintf(cell, "%" PRIu64, node->id))
WRITER(pid, if (node->pid) fprintf(cell, "%d", node->pid))
WRITER(command, write_text(cell, node->pid ? node->name : NULL))
WRITER(processes, write_count(cell, node, node->processes))
WRITER(hidden, write_count(cell, node, node->hidden))
WRITER(kernel_threads, write_count(cell, node, node->kernel_threads))
WRITER(cgroups, write_count(cell, node, node->cgroups))
WRITER(frozen, write_flag(cell, node->frozen))
WRITER(threaded, write_flag(cell, node->threaded))
WRITER(gone, write_flag(cell, node->gone))
WRITER(headless, write_flag(cell, node->headless))
WRITER(kernel_thread, write_flag(cell, node->kernel_thread))
WRITER(self, write_flag(cell, node->self))
WRITER(signal, write_text(cell, view ? view->signal : NULL))
WRITER(value, write_text(cell, view ? view->value : NULL))
WRITER(method, write_text(cell, view ? view->method : NULL))
WRITER(refusal, write_text(cell, view ? view->refusal : NULL))
WRITER(followups, write_text(cell, view ? view->followups : NULL))

static const struct column json_columns[] = {
	{ "TYPE", SCOLS_FL_TREE, SCOLS_JSON_STRING, json_type },
	{ "OPERAND", 0, SCOLS_JSON_STRING, json_operand },
	{ "CGROUP", 0, SCOLS_JSON_STRING, json_cgroup },
	{ "ID", 0, SCOLS_JSON_NUMBER, json_id },
	{ "PID", 0, SCOLS_JSON_NUMBER, json_pid },
	{ "COMMAND", 0, SCOLS_JSON_STRING, json_command },
	{ "THREADS", 0, SCOLS_JSON_NUMBER, write_threads },
	{ "PROCESSES", 0, SCOLS_JSON_NUMBER, json_processes },
	{ "HIDDEN", 0, SCOLS_JSON_NUMBER, json_hidden },
	{ "KTHREADS", 0, SCOLS_JSON_NUMBER, json_kernel_threads },
	{ "CGROUPS", 0, SCOLS_JSON_NUMBER, json_cgroups },
	{ "FROZEN", 0, SCOLS_JSON_BOOLEAN, json_frozen },
	{ "THREADED", 0, SCOLS_JSON_BOOLEAN, json_threaded },
	{ "GONE", 0, SCOLS_JSON_BOOLEAN, json_gone },
	{ "HEADLESS", 0, SCOLS_JSON_BOOLEAN, json_headless },
	{ "KTHREAD", 0, SCOLS_JSON_BOOLEAN, json_kernel_thread },
	{ "SELF", 0, SCOLS_JSON_BOOLEAN, json_self },
	{ "SIGNAL", 0, SCOLS_JSON_STRING, json_signal },
	{ "VALUE", 0, SCOLS_JSON_NUMBER, json_value },
	{ "METHOD", 0, SCOLS_JSON_STRING, json_method },
	{ "REFUSAL", 0, SCOLS_JSON_STRING, json_refusal },
	{ "FOLLOWUPS", 0, SCOLS_JSON_STRING, json_followups },
};

bool view_built_in(void)
{
	return true;
}

static bool load(struct smartcols *scols)
{
	static const char *const names[] = { FUNCTIONS(LIBRARY_NAME) };

	return library_load(LIBRARY, names, sizeof(names) / sizeof(names[0]), scols);
}

static int add_columns(struct drawing *drawing)
{
	const struct smartcols *scols = &drawing->scols;

	for (size_t i = 0; i < drawing->column_count; i++) {
		const struct column *column = &drawing->columns[i];
		struct libscols_column *added = scols->scols_table_new_column(
			drawing->table, column->name, 0, column->flags);

		if (!added || scols->scols_column_set_json_type(added, column->json_type) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int draw_cell(struct drawing *drawing, size_t i, const struct node *node,
		     const struct view *view)
{
	rewind(drawing->cell);
	drawing->columns[i].write(drawing->cell, node, view);
	putc('\0', drawing->cell);
	if (fflush(drawing->cell) || ferror(drawing->cell))
		return -ENOMEM;
	if (!*drawing->text)
		return 0;
	return drawing->scols.scols_line_set_data(node->drawing, i, drawing->text);
}

static int draw_node(struct drawing *drawing, struct node *node, const struct view *view)
{
	struct libscols_line *parent = node->parent ? node->parent->drawing : NULL;
	int err = 0;

	node->drawing = drawing->scols.scols_table_new_line(drawing->table, parent);
	if (!node->drawing)
		return -ENOMEM;
	for (size_t i = 0; !err && i < drawing->column_count; i++)
		err = draw_cell(drawing, i, node, node->parent ? NULL : view);
	return err;
}

static int draw_views(struct drawing *drawing, const struct view *views, int count)
{
	int err = add_columns(drawing);

	for (int i = 0; !err && i < count; i++)
		for (size_t k = 0; !err && k < views[i].tree->count; k++)
			err = draw_node(drawing, views[i].tree->nodes[k], &views[i]);
	return err ? err : drawing->scols.scols_print_table(drawing->table);
}

/* The table refers to no node and to no text of ours: it has copies. */
static int draw(struct drawing *drawing, const struct view *views, int count, bool json)
{
	int err = -ENOMEM;

	drawing->columns = json ? json_columns : table_columns;
	drawing->column_count = json ? sizeof(json_columns) / sizeof(json_columns[0]) :
				       sizeof(table_columns) / sizeof(table_columns[0]);
	drawing->table = drawing->scols.scols_new_table();
	drawing->cell = open_memstream(&drawing->text, &drawing->size);
	if (drawing->table && drawing->cell &&
	    drawing->scols.scols_table_set_name(drawing->table, "cgroups") == 0 &&
	    drawing->scols.scols_table_enable_json(drawing->table, json) == 0)
		err = draw_views(drawing, views, count);
	if (drawing->cell)
		fclose(drawing->cell);
	free(drawing->text);
	if (drawing->table)
		drawing->scols.scols_unref_table(drawing->table);
	return err;
}

int view_print(const struct view *views, int count, bool json, const char **reason)
{
	struct drawing drawing = { .text = NULL };
	int err;

	if (!load(&drawing.scols)) {
		*reason = _("libsmartcols.so.1 is not installed, or too old");
		return -ENOPKG;
	}
	/* The library looks at the locale: whether the lines of the tree can be UTF-8. */
	nls_setup();
	err = draw(&drawing, views, count, json);
	if (err)
		*reason = nls_error(err < 0 ? err : -ENOMEM);
	return err;
}

#else

bool view_built_in(void)
{
	return false;
}

int view_print(const struct view *views, int count, bool json, const char **reason)
{
	(void)views;
	(void)count;
	(void)json;
	*reason = _("built without libsmartcols");
	return -ENOPKG;
}

#endif
