// malloc_trim(3): Swift's Glibc module leaves this header out.
#include <malloc.h>
// Where a program's segments are: getauxval(3), elf(5).
#include <elf.h>
#include <sys/auxv.h>
// Before linux/netfilter.h, whose own idea of internet addresses gives way to it.
#include <netinet/in.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
// ppoll(2): <poll.h> has it behind _GNU_SOURCE, with which Swift does not read it.
#include <poll.h>
#include <signal.h>
int ppoll(struct pollfd *descriptors, nfds_t count, const struct timespec *timeout, const sigset_t *mask);
// setns(2): <sched.h> has it behind _GNU_SOURCE, too.
int setns(int descriptor, int kind);
// renameat2(2): <stdio.h> has it behind _GNU_SOURCE, too.
#include <linux/fs.h>
int renameat2(int directory, const char *path, int new_directory, const char *new_path, unsigned int flags);
