package merkle

import (
	"bytes"
	"errors"
	"slices"
)

// Leaf is a key with its value.
type Leaf struct {
	Key   Hash `json:"key"`
	Value Hash `json:"value"`
}

// Branch is a subtree as it is named above it: nothing, one leaf, or an inner node that is
// kept.
type Branch struct {
	// Hash is the subtree's hash.
	Hash Hash `json:"hash"`
	// Leaf is the only key below, if there is only one.
	Leaf *Leaf `json:"leaf,omitempty" metadata:",optional"`
	// Edition is the one that made the inner node, where there are several keys.
	Edition int `json:"edition,omitempty" metadata:",optional"`
}

// Node is an inner node: the two subtrees one bit further down.
type Node struct {
	Left  Branch `json:"left"`
	Right Branch `json:"right"`
}

// Change gives a key a value, or takes the key out.
type Change struct {
	Key   Hash
	Value *Hash // nil takes it out
}

// Place is where an inner node is kept: the edition that made it, and its way down.
type Place struct {
	Edition int
	Way     string
}

// ErrTwice is of changes in which a key stands twice.
var ErrTwice = errors.New("a key stands twice")

// ErrBroken is of inner nodes that are not what the branch above them says.
var ErrBroken = errors.New("an inner node is not the one that is named above it")

// Update makes an edition of a tree: it returns the root after some changes, in whatever
// order they are. It reads the inner nodes on their ways and makes new ones. A key that is
// taken out and is not there changes nothing. It fails with ErrTwice, with ErrBroken, and
// with what read returns.
func Update(root Branch, edition int, changes []Change, read func(Place) (Node, error), made func(Place, Node)) (Branch, error) {
	sorted := slices.Clone(changes)
	slices.SortFunc(sorted, func(x, y Change) int { return bytes.Compare(x.Key[:], y.Key[:]) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i].Key == sorted[i-1].Key {
			return Branch{}, ErrTwice
		}
	}
	u := update{edition, read, made}
	return u.branch(root, "", sorted)
}

// update is one edition that is being made.
type update struct {
	edition int
	read    func(Place) (Node, error)
	made    func(Place, Node)
}

// branch makes the next edition of a subtree. The changes are in the order of their keys,
// all of which are below it.
func (u update) branch(b Branch, way string, changes []Change) (Branch, error) {
	if len(changes) == 0 {
		return b, nil
	}
	if b.Leaf != nil || b.Hash == (Hash{}) {
		return u.build(way, remaining(b.Leaf, changes)), nil
	}
	node, err := b.open(way, u.read)
	if err != nil {
		return Branch{}, err
	}
	border := split(len(way), len(changes), func(i int) Hash { return changes[i].Key })
	left, err := u.branch(node.Left, way+"0", changes[:border])
	if err != nil {
		return Branch{}, err
	}
	right, err := u.branch(node.Right, way+"1", changes[border:])
	if err != nil {
		return Branch{}, err
	}
	if left == node.Left && right == node.Right { // leaves that did not change are the same ones
		return b, nil
	}
	return u.join(way, left, right), nil
}

// remaining are the leaves of a subtree of at most one leaf after changes, in the order of
// their keys.
func remaining(only *Leaf, changes []Change) []*Leaf {
	var leaves []*Leaf
	kept := only
	for i, change := range changes {
		if kept != nil && bytes.Compare(kept.Key[:], change.Key[:]) < 0 {
			leaves, kept = append(leaves, kept), nil
		}
		replaced := kept != nil && kept.Key == change.Key
		switch {
		case change.Value == nil:
		case replaced && kept.Value == *change.Value:
			leaves = append(leaves, kept)
		default:
			leaves = append(leaves, &Leaf{changes[i].Key, *change.Value})
		}
		if replaced {
			kept = nil
		}
	}
	if kept != nil {
		leaves = append(leaves, kept)
	}
	return leaves
}

// build makes a subtree of leaves, which are in the order of their keys.
func (u update) build(way string, leaves []*Leaf) Branch {
	switch len(leaves) {
	case 0:
		return Branch{}
	case 1:
		return Branch{Hash: leafHash(leaves[0].Key, leaves[0].Value), Leaf: leaves[0]}
	}
	border := split(len(way), len(leaves), func(i int) Hash { return leaves[i].Key })
	return u.join(way, u.build(way+"0", leaves[:border]), u.build(way+"1", leaves[border:]))
}

// join makes a subtree of two, and an inner node if there are several keys below.
func (u update) join(way string, left, right Branch) Branch {
	switch {
	case left.Hash == (Hash{}) && (right.Leaf != nil || right.Hash == (Hash{})):
		return right
	case right.Hash == (Hash{}) && left.Leaf != nil:
		return left
	}
	u.made(Place{u.edition, way}, Node{left, right})
	return Branch{Hash: innerHash(left.Hash, right.Hash), Edition: u.edition}
}

// split is how many of some keys, which are in order, go to the left at a depth.
func split(depth, count int, key func(int) Hash) int {
	border := 0
	for border < count && key(border).bit(depth) == 0 {
		border++
	}
	return border
}

// open reads the inner node of a branch. It fails with ErrBroken.
func (b Branch) open(way string, read func(Place) (Node, error)) (Node, error) {
	if len(way) >= depths { // two keys that are the same to the last bit
		return Node{}, ErrBroken
	}
	node, err := read(Place{b.Edition, way})
	if err != nil {
		return Node{}, err
	}
	if innerHash(node.Left.Hash, node.Right.Hash) != b.Hash || !node.Left.whole() || !node.Right.whole() {
		return Node{}, ErrBroken
	}
	return node, nil
}

// whole reports whether the hash of a branch with a leaf is that leaf's.
func (b Branch) whole() bool { return b.Leaf == nil || b.Hash == leafHash(b.Leaf.Key, b.Leaf.Value) }
