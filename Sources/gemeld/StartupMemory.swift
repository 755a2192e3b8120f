import Glibc

/// Gives back what only the start has needed: freed memory, and the program's own pages of code.
///
/// The first reading of everything takes far more memory than keeping it. Of the code that it ran through most is not
/// run again; what is comes back from the page cache at its next use, at a few microseconds a page.
func giveBackStartupMemory() {
    _ = malloc_trim(0)
    // The first object is the program itself: dl_iterate_phdr(3).
    _ = unsafe dl_iterate_phdr(
        { object, _, _ in
            guard let object = unsafe object?.pointee else { return 1 }
            let page = UInt(getpagesize())
            for index in 0..<Int(object.dlpi_phnum) {
                let segment = unsafe object.dlpi_phdr[index]
                guard segment.p_type == PT_LOAD, segment.p_flags & UInt32(PF_X) != 0 else { continue }
                let start = (UInt(object.dlpi_addr) + UInt(segment.p_vaddr)) & ~(page - 1)
                let end = UInt(object.dlpi_addr) + UInt(segment.p_vaddr) + UInt(segment.p_memsz)
                unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
            }
            return 1
        }, nil)
}
