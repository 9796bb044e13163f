// Package merkle is a compact sparse Merkle tree: a set of keys with values, of which one
// hash, the root, says everything, and a short path shows that a key is in it with a
// value, or is not in it.
//
// # Definition
//
// H is SHA-256, ‖ is concatenation. A key is 32 bytes; its bits, the first byte's highest
// first, are a way down a binary tree: 0 to the left, 1 to the right. The hash of a
// subtree goes by the keys below it:
//
//	none         32 bytes of zero
//	exactly one  H(0x00 ‖ key ‖ value), whatever its depth; a value is 32 bytes
//	more         H(0x01 ‖ left ‖ right), of the two subtrees one bit further down
//
// So the root depends on the keys and values alone, not on the order in which they came. A
// leaf's hash holds its whole key, and the first byte keeps leaves and inner nodes apart;
// the form is that of the Jellyfish Merkle tree (Diem, 2021) and of compact sparse Merkle
// trees (Dahlberg, Pulls, Peeters, "Efficient Sparse Merkle Trees", 2016).
//
// A Path goes from the root to where a key is, or would be: there is the key's own leaf, or
// nothing, or the one leaf of another key, which shows that there is no room where this key
// could be.
//
// # Keeping
//
// Inner nodes are kept by whoever has a tree: each under the number of the edition of
// the tree that made it, and its way down in characters 0 and 1. A Branch names an inner
// node by its edition, and holds a leaf itself. Update reads and makes the nodes on the
// ways to what changes and no others, and never makes one twice: the nodes of former
// editions stay, and with them the ways of former roots.
package merkle
