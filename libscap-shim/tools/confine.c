/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a program with fewer rights than the caller: `confine [OPTION…] -- PROGRAM [ARGUMENT…]`
 *
 *   --keep NAME    a capability that stays (sys_ptrace, dac_read_search, dac_override, chown); all others are dropped
 *   --read PATH    files are read at and below these paths only; without this option everywhere
 *   --write DIR    files may be made and changed below these directories only; without this option nowhere
 *
 * The user stays who it is: a program run by root keeps root's files, as their owner, and nothing else of root. Reading
 * and writing are limited by Landlock, which also refuses tracing of and signals to processes outside, and TCP; on
 * kernels without it only the capabilities are taken away. A path of --read that does not exist is passed over. Exit status 126: the rights could not be taken away,
 * and nothing was run.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REFUSED 126
#define CAP_LAST 63
#define PLACES 24

/* Of linux/landlock.h, which may be older than the kernel. */
#define FS_WRITE_ABI_1                                                                                               \
	((1ull << 1) /* write */ | 1ull << 4 /* remove directory */ | 1ull << 5 /* remove file */ | 0x1fc0 /* make */)
#define FS_READ_FILE (1ull << 2)
#define FS_REFER (1ull << 13)
#define FS_TRUNCATE (1ull << 14)
#define NET_TCP 3ull
#define SCOPE_SIGNALS 2ull

struct ruleset {
	uint64_t fs, net, scoped;
};

struct place {
	const char *path;
	uint64_t access;
};

struct wanted {
	uint64_t keep;
	struct place places[PLACES];
	int n_places;
	uint64_t reading; /* FS_READ_FILE if reading is limited */
};

static const struct {
	const char *name;
	int number;
} CAPABILITIES[] = {
	{ "chown", 0 },
	{ "dac_override", 1 },
	{ "dac_read_search", 2 },
	{ "sys_ptrace", 19 },
};

static int refuse(const char *what)
{
	fprintf(stderr, "confine: %s: %s\n", what, strerror(errno));
	return REFUSED;
}

static int capability(const char *name)
{
	for (size_t i = 0; i < sizeof(CAPABILITIES) / sizeof(*CAPABILITIES); i++)
		if (!strcmp(CAPABILITIES[i].name, name))
			return CAPABILITIES[i].number;
	return -1;
}

static bool add_place(struct wanted *wanted, const char *path, uint64_t access)
{
	if (wanted->n_places == PLACES)
		return false;
	wanted->places[wanted->n_places++] = (struct place){ path, access };
	wanted->reading |= access & FS_READ_FILE;
	return true;
}

/* Index of the program among the arguments; 0 when they make no sense. */
static int parse(int argc, char **argv, struct wanted *wanted)
{
	for (int i = 1; i + 1 < argc; i += 2) {
		const char *option = argv[i], *value = argv[i + 1];

		if (!strcmp(option, "--"))
			return i + 1;
		if (!strcmp(option, "--keep") && capability(value) >= 0)
			wanted->keep |= 1ull << capability(value);
		else if (strcmp(option, "--read") && strcmp(option, "--write"))
			return 0;
		else if (!add_place(wanted, value, option[2] == 'r' ? FS_READ_FILE : ~FS_READ_FILE))
			return 0;
	}
	return 0;
}

/* The bounding set first: it decides what a program run by root gets back when it is executed. */
static int drop_capabilities(uint64_t keep)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return -1;
	for (int cap = 0; cap <= CAP_LAST; cap++)
		if (!(keep >> cap & 1) && prctl(PR_CAPBSET_READ, cap) == 1 && prctl(PR_CAPBSET_DROP, cap) &&
		    errno != EPERM)
			return -1;
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	for (int i = 0; i < 2; i++) {
		data[i].permitted &= (uint32_t)(keep >> 32 * i);
		data[i].effective = data[i].permitted;
		data[i].inheritable = 0;
	}
	return syscall(SYS_capset, &header, data);
}

static int allow(int rules, const struct place *place, uint64_t handled)
{
	struct landlock_path_beneath_attr beneath = { .allowed_access = place->access & handled };
	int err;

	beneath.parent_fd = open(place->path, O_PATH | O_CLOEXEC);
	if (beneath.parent_fd < 0)
		return place->access & FS_READ_FILE ? 0 : -1;
	err = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
	close(beneath.parent_fd);
	return err;
}

/* Does nothing on a kernel without Landlock. */
static int limit_files(const struct wanted *wanted)
{
	int abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct ruleset set = { .fs = FS_WRITE_ABI_1 | wanted->reading };
	size_t size = sizeof(set.fs);
	int rules, err = 0;

	if (abi < 1)
		return 0;
	if (abi >= 2)
		set.fs |= FS_REFER;
	if (abi >= 3)
		set.fs |= FS_TRUNCATE;
	if (abi >= 4)
		set.net = NET_TCP, size = sizeof(set.fs) + sizeof(set.net);
	if (abi >= 6)
		set.scoped = SCOPE_SIGNALS, size = sizeof(set);
	rules = syscall(SYS_landlock_create_ruleset, &set, size, 0);
	if (rules < 0)
		return -1;
	for (int i = 0; i < wanted->n_places && !err; i++)
		err = allow(rules, &wanted->places[i], set.fs);
	if (!err)
		err = syscall(SYS_landlock_restrict_self, rules, 0);
	close(rules);
	return err;
}

int main(int argc, char **argv)
{
	struct wanted wanted = { 0 };
	int program = parse(argc, argv, &wanted);

	if (!program) {
		fputs("confine [--keep NAME] [--write DIR] -- PROGRAM [ARGUMENT...]\n", stderr);
		return REFUSED;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return refuse("no_new_privs");
	if (limit_files(&wanted))
		return refuse("Landlock");
	if (drop_capabilities(wanted.keep))
		return refuse("capabilities");
	execv(argv[program], argv + program);
	return refuse(argv[program]);
}
