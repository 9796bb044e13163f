package index

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"allianceregistry/internal/input"
)

// Pages that were changed on the disk must not answer. SQLite believes what it reads,
// so each page of an index in a file ends with a sum over itself and its number, which
// is written with it and checked whenever the page is read: whatever a question
// touches is checked at the question, rows, the indexes that find them, and the tree
// between, and nothing else costs anything.
//
// SQLite leaves room at the end of each page for whoever wants it (the file format's
// "reserved space", as its own checksum extension uses it), and reads and writes files
// through a table of functions, its VFS. This one hands on everything to the system's,
// but for whole pages of the main file. The write-ahead log beside has sums of its own.

// checkedVFS is the name under which SQLite knows it.
const checkedVFS = "registry-checked"

// The form of an index's pages.
const (
	pageSize = 4096
	// reserved is the room for the sum.
	reserved = 8
	// applicationID says that a file is an index with sums: "ARix".
	applicationID = 0x41526978
)

// Where the file's header has what (https://www.sqlite.org/fileformat2.html).
const (
	headerSize       = 100
	headerMagic      = "SQLite format 3\x00"
	headerPageSize   = 16
	headerReserved   = 20
	headerFractions  = 21
	headerPages      = 28
	headerID         = 68
	leafOfTable      = 0x0d
	leafContentStart = headerSize + 5
)

// castagnoli is a CRC of 32 bits that processors compute; with IEEE's there are 64.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksumOf is the checksum of a page, without the room for it.
func checksumOf(page []byte, number uint64) [reserved]byte {
	var sum [reserved]byte
	place := binary.BigEndian.AppendUint64(nil, number)
	content := page[:len(page)-reserved]
	binary.BigEndian.PutUint32(sum[:4], crc32.Update(crc32.Checksum(place, castagnoli), castagnoli, content))
	binary.BigEndian.PutUint32(sum[4:], crc32.Update(crc32.ChecksumIEEE(place), crc32.IEEETable, content))
	return sum
}

// isPage reports whether a piece of a file is one of its pages.
func isPage(amount int32, offset int64) bool { return amount == pageSize && offset%pageSize == 0 }

// hasOtherPageSize reports whether it would be a page if pages had another size: the header
// was changed then.
func hasOtherPageSize(amount int32) bool {
	const smallest = 512
	return amount >= smallest && amount&(amount-1) == 0 && amount != pageSize
}

// prepareFile makes the file of a new index, empty, and reports whether the file's pages
// have sums. One that was made before there were any has none until it is rebuilt.
func prepareFile(path string) (sums bool, err error) {
	header, err := readHeader(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(header) == 0 {
		if err := makeFile(path); err != nil {
			return false, err
		}
		return true, nil
	}
	if err != nil || len(header) < headerSize {
		return false, err
	}
	plain := header[headerReserved] == 0 && binary.BigEndian.Uint32(header[headerID:]) != applicationID
	return !plain, nil
}

func readHeader(path string) ([]byte, error) {
	file, err := input.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	header := make([]byte, headerSize)
	n, err := io.ReadFull(file, header)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return header[:n], err
}

// makeFile puts an empty database there whose pages leave room for their sums. Of
// several programs that do so at once the first one's stays.
func makeFile(path string) error {
	page := make([]byte, pageSize)
	copy(page, headerMagic)
	binary.BigEndian.PutUint16(page[headerPageSize:], pageSize)
	page[headerPageSize+2], page[headerPageSize+3] = 1, 1
	page[headerReserved] = reserved
	copy(page[headerFractions:], []byte{64, 32, 32})
	binary.BigEndian.PutUint32(page[headerPages:], 1)
	binary.BigEndian.PutUint32(page[headerID:], applicationID)
	page[headerSize] = leafOfTable
	binary.BigEndian.PutUint16(page[leafContentStart:], pageSize-reserved)
	sum := checksumOf(page, 0)
	copy(page[pageSize-reserved:], sum[:])

	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".begin*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(page)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && info.Size() == 0 { // somebody made it by hand
		return os.Rename(file.Name(), path)
	}
	if err := os.Link(file.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// methods are the functions for one kind of file: SQLite's table, and the table of the
// system's VFS from which it was made.
type methods struct {
	sqlite3.Tsqlite3_io_methods
	parent uintptr
}

// checked is the VFS: it is registered once, and never let go.
var checked struct {
	once   sync.Once
	failed error
	parent uintptr // the system's VFS

	mu     sync.Mutex
	tables map[uintptr]uintptr // by the system's
}

var errNoVFS = errors.New("SQLite cannot register the index's pages")

// registerChecked makes SQLite know the VFS.
func registerChecked() error {
	checked.once.Do(func() {
		tls := libc.NewTLS()
		checked.failed = errNoVFS
		if sqlite3.Xsqlite3_initialize(tls) != sqlite3.SQLITE_OK {
			return
		}
		name, err := libc.CString(checkedVFS)
		checked.parent = sqlite3.Xsqlite3_vfs_find(tls, 0)
		ours := allocate[sqlite3.Tsqlite3_vfs](tls)
		if err != nil || checked.parent == 0 || ours == 0 {
			return
		}
		checked.tables = map[uintptr]uintptr{}
		vfs := at[sqlite3.Tsqlite3_vfs](ours)
		*vfs = *at[sqlite3.Tsqlite3_vfs](checked.parent)
		vfs.FpNext, vfs.FzName, vfs.FxOpen = 0, name, pointer(openChecked)
		if sqlite3.Xsqlite3_vfs_register(tls, ours, 0) == sqlite3.SQLITE_OK {
			checked.failed = nil
		}
	})
	return checked.failed
}

// Functions of SQLite's tables, as modernc.org/sqlite has them: C's arguments behind
// the thread's storage.
type (
	openFunc = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32
	pageFunc = func(tls *libc.TLS, file, buffer uintptr, amount int32, offset int64) int32
)

// openChecked opens a file as the system does, and has whole pages of a main file
// checked from then on.
func openChecked(tls *libc.TLS, _, name, file uintptr, flags int32, outFlags uintptr) int32 {
	code := function[openFunc](at[sqlite3.Tsqlite3_vfs](checked.parent).FxOpen)(tls, checked.parent, name, file, flags, outFlags)
	opened := at[sqlite3.Tsqlite3_file](file)
	if code != sqlite3.SQLITE_OK || flags&sqlite3.SQLITE_OPEN_MAIN_DB == 0 || opened.FpMethods == 0 {
		return code
	}
	checked.mu.Lock()
	defer checked.mu.Unlock()
	table, found := checked.tables[opened.FpMethods]
	if !found {
		if table = allocate[methods](tls); table == 0 {
			return sqlite3.SQLITE_OK // the file is open: it has to be closed by the system's
		}
		ours := at[methods](table)
		ours.Tsqlite3_io_methods, ours.parent = *at[sqlite3.Tsqlite3_io_methods](opened.FpMethods), opened.FpMethods
		ours.FiVersion = min(ours.FiVersion, 2) // the third has files in memory, read past everybody
		ours.FxRead, ours.FxWrite = pointer(readChecked), pointer(writeChecked)
		checked.tables[opened.FpMethods] = table
	}
	opened.FpMethods = table
	return sqlite3.SQLITE_OK
}

// readChecked reads, and refuses a page that is not as it was written. Of a long value
// SQLite may read a part of a page alone: the whole is read then. The header alone is
// read before the file's size of pages is known, and once more with its page.
func readChecked(tls *libc.TLS, file, buffer uintptr, amount int32, offset int64) int32 {
	read := function[pageFunc](system(file).FxRead)
	if offset < pageSize && amount <= headerSize {
		return read(tls, file, buffer, amount, offset)
	}
	if isPage(amount, offset) {
		code := read(tls, file, buffer, amount, offset)
		if code == sqlite3.SQLITE_OK && !checksumMatches(buffer, offset) {
			return sqlite3.SQLITE_IOERR_DATA
		}
		return code
	}
	within := offset % pageSize
	if hasOtherPageSize(amount) || within+int64(amount) > pageSize {
		return sqlite3.SQLITE_IOERR_DATA
	}
	page := tls.Alloc(pageSize)
	defer tls.Free(pageSize)
	code := read(tls, file, page, pageSize, offset-within)
	if code != sqlite3.SQLITE_OK {
		return code
	}
	if !checksumMatches(page, offset-within) {
		return sqlite3.SQLITE_IOERR_DATA
	}
	copy(libc.GoBytes(buffer, int(amount)), libc.GoBytes(page, pageSize)[within:])
	return code
}

// checksumMatches reports whether a page that was read is as it was written.
func checksumMatches(buffer uintptr, offset int64) bool {
	page := libc.GoBytes(buffer, pageSize)
	return checksumOf(page, uint64(offset)/pageSize) == [reserved]byte(page[pageSize-reserved:])
}

// writeChecked writes, a page with its sum.
func writeChecked(tls *libc.TLS, file, buffer uintptr, amount int32, offset int64) int32 {
	if isPage(amount, offset) {
		page := libc.GoBytes(buffer, int(amount))
		sum := checksumOf(page, uint64(offset)/pageSize)
		copy(page[pageSize-reserved:], sum[:])
	}
	return function[pageFunc](system(file).FxWrite)(tls, file, buffer, amount, offset)
}

// system is the system's table for a file.
func system(file uintptr) *sqlite3.Tsqlite3_io_methods {
	return at[sqlite3.Tsqlite3_io_methods](at[methods](at[sqlite3.Tsqlite3_file](file).FpMethods).parent)
}

// at is what an address of SQLite's memory, which Go does not manage, points to.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// function is the Go function behind an address in one of SQLite's tables, pointer the
// address of one (https://go.dev/s/go11func); it must be no closure.
func function[F any](address uintptr) F { return *(*F)(unsafe.Pointer(&address)) }

func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// allocate takes memory for a T that stays where it is; 0 if there is none.
func allocate[T any](tls *libc.TLS) uintptr {
	var t T
	return libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(t)))
}
