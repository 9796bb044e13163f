package input

import (
	"slices"
	"strings"
)

// Nearest is the name that a word is nearest to, if it is near enough to have been
// meant: another case of its letters, a part of it, or a slip of the hand or two.
// Of equally near ones it is the first.
func Nearest(word string, names []string) string {
	folded := strings.ToLower(Fold(word))
	best, nearest := "", 1+len([]rune(folded))/3
	for _, name := range names {
		lower := strings.ToLower(name)
		distance := editDistance([]rune(folded), []rune(lower))
		if len(folded) > 2 && (strings.HasPrefix(lower, folded) || strings.HasPrefix(folded, lower) && len(lower) > 2) {
			distance = min(distance, 1)
		}
		if distance <= min(nearest, 3) && (best == "" || distance < nearest) {
			best, nearest = name, distance
		}
	}
	return best
}

// editDistance is the smallest number of letters to put in, take out, change or swap with
// their neighbour, to make one word of another.
func editDistance(from, to []rune) int {
	rows := make([][]int, len(from)+1)
	for i := range rows {
		rows[i] = make([]int, len(to)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(from); i++ {
		for j := 1; j <= len(to); j++ {
			changed := 1
			if from[i-1] == to[j-1] {
				changed = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+changed)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(from)][len(to)]
}

// Likely is the id that is nearest to a word: of the same name at another host, before
// one that is spelled nearly so.
func Likely(word string, ids []string) string {
	name, _, _ := strings.Cut(strings.ToLower(Fold(word)), "@")
	same := slices.IndexFunc(ids, func(id string) bool { return strings.HasPrefix(id, name+"@") })
	if name != "" && same >= 0 {
		return ids[same]
	}
	return Nearest(word, ids)
}
