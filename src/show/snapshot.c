/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "engine/census.h"
#include "kernel/control.h"
#include "kernel/process.h"
#include "kernel/procfs.h"
#include "kernel/tree.h"

/* How many times a tree is read if removals hide part of it. */
#define TRIES 5

/* What /proc/self/fd adds to the path of a removed directory. */
#define DELETED " (deleted)"

static int make_room(struct snapshot *snapshot)
{
	size_t capacity = snapshot->capacity ? 2 * snapshot->capacity : 64;
	struct node **nodes;

	if (snapshot->count < snapshot->capacity)
		return 0;
	nodes = reallocarray(snapshot->nodes, capacity, sizeof(struct node *));
	if (!nodes)
		return -ENOMEM;
	snapshot->nodes = nodes;
	snapshot->capacity = capacity;
	return 0;
}

/* Adds a node to the cgroup, or the top. Returns NULL if there is no memory. */
static struct node *add_node(struct snapshot *snapshot, struct node *parent, const char *name)
{
	size_t size = strlen(name) + 1;
	struct node *node;

	if (make_room(snapshot) < 0)
		return NULL;
	node = calloc(1, sizeof(*node) + size);
	if (!node)
		return NULL;
	memcpy(node->name, name, size);
	node->parent = parent;
	node->depth = parent ? parent->depth + 1 : 0;
	snapshot->nodes[snapshot->count++] = node;
	return node;
}

/* Parents are visited before their children, so it is the last one found or one above it. */
static struct node *find_parent(const struct snapshot *snapshot, int fd)
{
	struct node *node = snapshot->last;
	struct stat st;

	if (fstatat(fd, "..", &st, 0) < 0)
		return node;
	while (node && node->parent && node->id != st.st_ino)
		node = node->parent;
	return node;
}

static void count_process(struct node *cgroup, bool hidden)
{
	cgroup->hidden_here += hidden;
	do {
		cgroup->processes++;
		cgroup->hidden += hidden;
		cgroup = cgroup->parent;
	} while (cgroup);
}

static void count_kernel_thread(struct node *cgroup)
{
	for (; cgroup; cgroup = cgroup->parent)
		cgroup->kernel_threads++;
}

static void note_init(struct node *cgroup)
{
	for (; cgroup; cgroup = cgroup->parent)
		cgroup->holds_init = true;
}

static bool has_ended(pid_t pid)
{
	return getpgid(pid) < 0 && errno == ESRCH;
}

/* If /proc does not show a process, only its PID is known. */
static int add_visible(struct snapshot *snapshot, struct node *cgroup, pid_t pid)
{
	char name[PROCESS_NAME_SIZE] = "";
	struct process_stat stat = { 0 };
	struct node *node;

	if ((!snapshot->has_proc || procfs_identify(pid, name, &stat) < 0) && has_ended(pid))
		return 0;
	node = add_node(snapshot, cgroup, name);
	if (!node)
		return -ENOMEM;
	node->pid = pid;
	node->frozen = cgroup->frozen;
	node->threads = stat.threads;
	node->headless = stat.state == 'Z';
	node->kernel_thread = process_stat_is_kernel_thread(&stat);
	node->self = pid == getpid();
	node->init = message_is_dropped(snapshot->message, pid);
	if (node->kernel_thread)
		count_kernel_thread(cgroup);
	else if (node->init)
		note_init(cgroup);
	else
		count_process(cgroup, false);
	return 0;
}

static int add_process(pid_t pid, void *data)
{
	struct snapshot *snapshot = data;

	if (pid)
		return add_visible(snapshot, snapshot->last, pid);
	count_process(snapshot->last, true);
	return 0;
}

static void find_path(const struct cgroup *cgroup, bool gone, char path[static PATH_MAX])
{
	size_t length;

	if (!file_path_of(cgroup->fd, path))
		return;
	length = strlen(path);
	if (gone && length > strlen(DELETED) &&
	    !strcmp(path + length - strlen(DELETED), DELETED))
		path[length - strlen(DELETED)] = '\0';
}

static int add_cgroup(const struct cgroup *cgroup, void *data)
{
	struct snapshot *snapshot = data;
	enum cgroup_kind kind = CGROUP_DOMAIN;
	int err = cgroup_identify(cgroup, &kind);
	char path[PATH_MAX];
	struct node *node;

	find_path(cgroup, kind == CGROUP_GONE, path);
	node = add_node(snapshot, find_parent(snapshot, cgroup->fd), path);
	if (!node)
		return -ENOMEM;
	snapshot->last = node;
	node->id = cgroup->id;
	node->gone = kind == CGROUP_GONE;
	node->threaded = kind == CGROUP_THREADED;
	node->frozen = cgroup_is_frozen(cgroup);
	for (struct node *above = node; above; above = above->parent)
		above->cgroups++;
	if (!err)
		err = census_of_one(cgroup, add_process, snapshot);
	if (err == -ENOMEM)
		return err;
	if (!snapshot->failure && !cgroup_is_gone(cgroup->fd, err))
		snapshot->failure = err;
	return 0;
}

static int compare_nodes(const void *a, const void *b)
{
	const struct node *left = *(struct node *const *)a;
	const struct node *right = *(struct node *const *)b;

	if (left->depth != right->depth)
		return left->depth < right->depth ? -1 : 1;
	if (!left->pid != !right->pid)
		return left->pid ? -1 : 1;
	if (left->pid)
		return (left->pid > right->pid) - (left->pid < right->pid);
	return strcmp(left->name, right->name);
}

/* Starting with the last node, each becomes the first child of its parent. */
static void link_nodes(struct snapshot *snapshot)
{
	if (!snapshot->count)
		return;
	qsort(snapshot->nodes, snapshot->count, sizeof(struct node *), compare_nodes);
	for (size_t i = snapshot->count - 1; i; i--) {
		struct node *node = snapshot->nodes[i];

		node->next = node->parent->child;
		node->parent->child = node;
	}
}

int snapshot_take(const struct cgroup *top, const struct message *message,
		  struct snapshot *snapshot)
{
	int err, tries = 0;

	*snapshot = (struct snapshot){ 0 };
	do {
		snapshot_free(snapshot);
		snapshot->message = message;
		snapshot->has_proc = !procfs_problem();
		err = tree_walk(top, add_cgroup, snapshot);
	} while (err == -ESTALE && ++tries < TRIES);
	link_nodes(snapshot);
	if (!err)
		err = snapshot->failure;
	return cgroup_is_gone(top->fd, err) ? 0 : err;
}

void snapshot_free(struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->count; i++)
		free(snapshot->nodes[i]);
	free(snapshot->nodes);
	*snapshot = (struct snapshot){ 0 };
}
