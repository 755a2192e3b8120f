// malloc_trim(3): Swift's Glibc module leaves this header out.
#include <malloc.h>
// Before linux/netfilter.h, whose own idea of internet addresses gives way to it.
#include <netinet/in.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
