#define _GNU_SOURCE
#include "CNamespaces.h"

#include <sched.h>

int unshare_network(void) { return unshare(CLONE_NEWNET); }

int enter_network(int descriptor) { return setns(descriptor, CLONE_NEWNET); }
