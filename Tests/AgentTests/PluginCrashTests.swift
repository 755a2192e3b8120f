import Addressing
import Glibc
import TestSupport
import Testing

/// A library that, loaded before a program, kills it before its n-th call that changes anything.
private let killer = """
    #include <dlfcn.h>
    #include <signal.h>
    #include <stdlib.h>
    #include <sys/socket.h>
    #include <sys/stat.h>
    #include <unistd.h>
    #include <stdio.h>
    static int left = -1;
    static void step(void) {
        if (left < 0) left = atoi(getenv("KILL_AT"));
        if (__sync_sub_and_fetch(&left, 1) == 0) kill(getpid(), SIGKILL);
    }
    #define NEXT(name, kind) ((kind)dlsym(RTLD_NEXT, name))
    extern "C" int rename(const char *a, const char *b) noexcept {
        step(); return NEXT("rename", int (*)(const char *, const char *))(a, b); }
    extern "C" int fsync(int a) { step(); return NEXT("fsync", int (*)(int))(a); }
    extern "C" int unlink(const char *a) noexcept { step(); return NEXT("unlink", int (*)(const char *))(a); }
    extern "C" int fchmod(int a, mode_t b) noexcept { step(); return NEXT("fchmod", int (*)(int, mode_t))(a, b); }
    extern "C" int mkdir(const char *a, mode_t b) noexcept {
        step(); return NEXT("mkdir", int (*)(const char *, mode_t))(a, b); }
    extern "C" ssize_t write(int a, const void *b, size_t c) {
        step(); return NEXT("write", ssize_t (*)(int, const void *, size_t))(a, b, c); }
    extern "C" ssize_t sendmsg(int a, const msghdr *b, int c) {
        step(); return NEXT("sendmsg", ssize_t (*)(int, const msghdr *, int))(a, b, c); }
    """

/// The network plugin killed, and many of it at once.
@Suite(.timeLimit(.minutes(5))) struct PluginCrashTests {
    @Test func `killed before any of its writes, an ADD that is deleted leaves nothing`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            try command(
                "sh", "-c",
                """
                cat > '\(node.folder)/killer.cc' <<'END'
                \(killer)
                END
                g++ -D_GNU_SOURCE -shared -fPIC -o '\(node.folder)/killer.so' '\(node.folder)/killer.cc' -ldl
                """)
            let agent = try node.start()
            let other = try Container("c0")
            #expect(try node.plugin("ADD", other, pod: "other").status == 0)
            let before = try node.ledger()
            let web = try Container("c1")
            var steps = 0
            var status = 137
            while status == 137, steps < 300 {
                steps += 1
                let starter = "KILL_AT=\(steps) LD_PRELOAD=\(node.folder)/killer.so"
                status = try node.plugin("ADD", web, pod: "web", by: starter).status
                guard status == 137 else { break }
                #expect(try node.plugin("DEL", web, pod: "web").status == 0)
                let addresses = try node.ledger()
                #expect(!addresses.contains("pods/c1"), "after step \(steps)")
                #expect(lines(addresses, with: "pods/c0") == lines(before, with: "pods/c0"))
                #expect(try command("ls", "-A", "\(node.folder)/state/cni").split(separator: "\n").count == 1)
                #expect(try ip("-o link").split(separator: "\n").count { $0.contains("cali") } == 1)
                #expect(try web.run("ip -o link").contains("eth0") == false)
            }
            #expect(status == 0 && steps > 20, "\(steps) steps, \(status)")
            #expect(try web.addresses().count == 2)
            _ = consume agent
        }
    }

    @Test func `eight at once give every container addresses of its own, and take all of them back`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let variables = node.pluginVariables.joined(separator: " ")
            let output = try command(
                "bash", "-c",
                """
                call() { # verb, container, process
                    env \(variables) CNI_COMMAND=$1 CNI_CONTAINERID=$2 CNI_NETNS=/proc/$3/ns/net CNI_IFNAME=eth0 \
                        '\(try builtProgram("gemel-cni"))' <<< '\(Node.network())' || echo "failed $1 $2"
                }
                worker() {
                    for number in 1 2 3 4; do
                        unshare -n sleep 100 > /dev/null 2>&1 &
                        until [ "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do
                            sleep 0.01
                        done
                        call ADD c$1-$number $!
                        [ $number = 4 ] || { call DEL c$1-$number $!; kill $!; }
                        [ $number != 4 ] || echo $! >> '\(node.folder)/last'
                    done
                }
                for each in 1 2 3 4 5 6 7 8; do worker $each & workers="$workers $!"; done
                wait $workers
                """)
            #expect(!output.contains("failed"), "\(output)")
            let found = output.matches(of: #/"address":"([^"]+)"/#).map { String($0.output.1) }
            #expect(found.count == 64)
            let held = try node.ledger().split(separator: "\n").filter { $0.contains("pods/c") }
                .compactMap { $0.split(separator: " ").first }
            #expect(held.count == 16 && Set(held).count == 16, "\(held)")
            #expect(try node.sync() == "")
            let routes = try ip("route show proto 103; ip -6 route show proto 103").split(separator: "\n")
                .filter { $0.contains("dev cali") }
            #expect(Set(routes.compactMap { $0.split(separator: " ").first }) == Set(held))
            try command("sh", "-c", "kill $(cat '\(node.folder)/last')")
            _ = consume agent
        }
    }
}

private func lines(_ text: String, with part: String) -> [Substring] {
    text.split(separator: "\n").filter { $0.contains(part) }
}
