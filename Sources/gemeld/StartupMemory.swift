import CLinux
import Glibc

/// Gives back what only the start has needed: freed memory, and the program's own pages of code.
///
/// The first reading of everything takes far more memory than keeping it. Of the code that it ran through most is not
/// run again; what is comes back from the page cache at its next use.
func giveBackStartupMemory() {
    _ = malloc_trim(0)
    let address = unsafe UnsafePointer<Elf64_Phdr>(bitPattern: getauxval(UInt(AT_PHDR)))
    guard let headers = unsafe address else { return }
    let segments = (0..<Int(getauxval(UInt(AT_PHNUM)))).map { unsafe headers[$0] }
    // The headers say where they are themselves, and so by how much the program was moved: elf(5), PT_PHDR.
    guard let own = segments.first(where: { $0.p_type == PT_PHDR }) else { return }
    let shift = UInt(bitPattern: headers) - UInt(own.p_vaddr)
    let page = UInt(getpagesize())
    for segment in segments where segment.p_type == PT_LOAD && segment.p_flags & UInt32(PF_X) != 0 {
        let start = (shift + UInt(segment.p_vaddr)) & ~(page - 1)
        let length = shift + UInt(segment.p_vaddr) + UInt(segment.p_memsz) - start
        unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), Int(length), MADV_DONTNEED)
    }
}
