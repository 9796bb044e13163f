package indextest

// Pages reads a list to its end. page is given the bookmark of each part, empty for the
// first, and returns its rows and the bookmark of the next.
func Pages[R any](page func(bookmark string) ([]R, string, error)) ([]R, error) {
	var all []R
	for bookmark := ""; ; {
		rows, next, err := page(bookmark)
		all = append(all, rows...)
		if bookmark = next; err != nil || next == "" {
			return all, err
		}
	}
}
