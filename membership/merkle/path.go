package merkle

import "errors"

// Path shows, with a root, what value a key has in a tree, or that it has none.
type Path struct {
	// Siblings are the hashes of the subtrees beside the way, the root's first.
	Siblings []Hash `json:"siblings"`
	// Leaf is what is at the way's end; nil for nothing.
	Leaf *Leaf `json:"leaf,omitempty"`
}

// Prove returns the path to where a key is, or would be. It fails with ErrBroken, and with
// what read returns.
func Prove(root Branch, key Hash, read func(Place) (Node, error)) (Path, error) {
	path, at, way := Path{Siblings: []Hash{}}, root, ""
	for at.Leaf == nil && at.Hash != (Hash{}) {
		node, err := at.open(way, read)
		if err != nil {
			return Path{}, err
		}
		if key.bit(len(way)) == 0 {
			path.Siblings, at, way = append(path.Siblings, node.Right.Hash), node.Left, way+"0"
		} else {
			path.Siblings, at, way = append(path.Siblings, node.Left.Hash), node.Right, way+"1"
		}
	}
	path.Leaf = at.Leaf
	return path, nil
}

// What is wrong with a path.
var (
	ErrTooLong   = errors.New("the path is longer than a key")
	ErrElsewhere = errors.New("the path does not lead to where the key would be")
	ErrRoot      = errors.New("the path does not begin at that root")
)

// Value returns the value that a key has in the tree of a root; nil if the key is not in
// it. It fails with ErrTooLong, ErrElsewhere or ErrRoot where the path shows neither.
func (p Path) Value(root, key Hash) (*Hash, error) {
	if len(p.Siblings) > depths {
		return nil, ErrTooLong
	}
	var hash Hash
	if p.Leaf != nil {
		for depth := range p.Siblings {
			if p.Leaf.Key.bit(depth) != key.bit(depth) {
				return nil, ErrElsewhere
			}
		}
		hash = leafHash(p.Leaf.Key, p.Leaf.Value)
	}
	for depth := len(p.Siblings) - 1; depth >= 0; depth-- {
		if key.bit(depth) == 0 {
			hash = innerHash(hash, p.Siblings[depth])
		} else {
			hash = innerHash(p.Siblings[depth], hash)
		}
	}
	switch {
	case hash != root:
		return nil, ErrRoot
	case p.Leaf == nil || p.Leaf.Key != key:
		return nil, nil
	}
	value := p.Leaf.Value
	return &value, nil
}
