package main

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

const (
	whyClock   = "each peer has its own clock"
	whyZone    = "each machine has its own time zone"
	whyChance  = "each peer draws its own numbers"
	whyMachine = "it depends on the machine that the peer runs on"
	whyOrder   = "the order of a map differs from run to run"
	whyMemory  = "addresses and layouts differ from process to process"
	whyGob     = "gob's bytes depend on the order of maps and on what was encoded before"
)

// forbidden are the names of the standard library whose answers differ between
// peers. No names means the whole package; a method is "Type.Method".
var forbidden = []struct {
	path  string
	names []string
	why   string
}{
	{"time", []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep"}, whyClock},
	{"time", []string{"Local", "LoadLocation", "Time.Local"}, whyZone},
	{"time", []string{"Unix", "UnixMilli", "UnixMicro"}, whyZone + "; call UTC() on the result at once"},
	{"context", []string{"WithTimeout", "WithTimeoutCause", "WithDeadline", "WithDeadlineCause"}, whyClock},
	{"math/rand", nil, whyChance},
	{"math/rand/v2", nil, whyChance},
	{"crypto/rand", nil, whyChance},
	{"hash/maphash", nil, whyChance},
	{"os", nil, whyMachine},
	{"os/exec", nil, whyMachine},
	{"os/signal", nil, whyMachine},
	{"os/user", nil, whyMachine},
	{"io/ioutil", nil, whyMachine},
	{"path/filepath", nil, whyMachine},
	{"net", nil, whyMachine},
	{"net/http", nil, whyMachine},
	{"plugin", nil, whyMachine},
	{"runtime", nil, whyMachine},
	{"runtime/debug", nil, whyMachine},
	{"syscall", nil, whyMachine},
	{"maps", []string{"All", "Keys", "Values"}, whyOrder + "; give it to slices.Sorted"},
	{"reflect", []string{"Value.MapKeys", "Value.MapRange", "Value.Seq", "Value.Seq2"}, whyOrder},
	{"sync", []string{"Map.Range"}, whyOrder},
	{"unsafe", nil, whyMemory},
	{"encoding/gob", nil, whyGob},
}

// forbiddenName reports the use of a name of that table.
func (c *checker) forbiddenName(at inspector.Cursor) {
	switch n := at.Node().(type) {
	case *ast.ImportSpec:
		c.blankImport(n)
	case *ast.Ident:
		object := c.pass.TypesInfo.Uses[n]
		if object == nil || object.Pkg() == nil || object.Pkg() == c.pass.Pkg {
			return
		}
		path, name := object.Pkg().Path(), qualified(object)
		for _, f := range forbidden {
			if f.path == path && (f.names == nil || slices.Contains(f.names, name)) && !c.tamed(at, path, name) {
				c.add(n, path+"."+name, f.why)
				return
			}
		}
	}
}

// blankImport reports the import of a whole forbidden package that no name
// shows: the package runs its init functions, and unsafe allows go:linkname.
func (c *checker) blankImport(spec *ast.ImportSpec) {
	if spec.Name == nil || spec.Name.Name != "_" {
		return
	}
	for _, f := range forbidden {
		if f.names == nil && spec.Path.Value == `"`+f.path+`"` {
			c.add(spec, "import of "+f.path, f.why)
		}
	}
}

// qualified is a name as the table writes it.
func qualified(object types.Object) string {
	function, ok := object.(*types.Func)
	if !ok {
		return object.Name()
	}
	receiver := function.Signature().Recv()
	if receiver == nil {
		return object.Name()
	}
	t := receiver.Type()
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	if named, ok := t.(*types.Named); ok {
		return named.Obj().Name() + "." + object.Name()
	}
	return object.Name()
}

// tamed reports whether what stands around a name takes away what differs.
func (c *checker) tamed(at inspector.Cursor, path, name string) bool {
	call := at
	for {
		switch call.Parent().Node().(type) {
		case *ast.SelectorExpr, *ast.IndexExpr, *ast.IndexListExpr:
			call = call.Parent()
			continue
		case *ast.CallExpr:
			call = call.Parent()
		default:
			return false
		}
		break
	}
	switch {
	case path == "time" && slices.Contains([]string{"Unix", "UnixMilli", "UnixMicro"}, name):
		next, ok := call.Parent().Node().(*ast.SelectorExpr)
		return ok && (next.Sel.Name == "UTC" || next.Sel.Name == "In")
	case path == "maps":
		return c.sequenceTamed(call)
	}
	return false
}

// sequenceTamed reports whether a map's sequence goes straight into a sorted
// slice, into another map, or into a slice that is sorted next.
func (c *checker) sequenceTamed(sequence inspector.Cursor) bool {
	taker, ok := sequence.Parent().Node().(*ast.CallExpr)
	if !ok || taker.Fun == sequence.Node() {
		return false
	}
	object := c.object(taker.Fun)
	if object == nil || object.Pkg() == nil {
		return false
	}
	switch object.Pkg().Path() + "." + object.Name() {
	case "slices.Sorted", "slices.SortedFunc", "slices.SortedStableFunc", "maps.Collect", "maps.Insert":
		return true
	case "slices.Collect", "slices.AppendSeq":
		statement := sequence.Parent().Parent()
		assignment, ok := statement.Node().(*ast.AssignStmt)
		return ok && len(assignment.Lhs) == 1 && c.sortedNext(statement, types.ExprString(assignment.Lhs[0]))
	}
	return false
}
