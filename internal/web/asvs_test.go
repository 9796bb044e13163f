package web_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	testNames = regexp.MustCompile("`(Test[A-Za-z0-9]+)`")
	testFuncs = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	points    = regexp.MustCompile(`(?m)^\| ([0-9][^|]*) \|`)
)

// TestASVS: the list of points names tests that there are, in each line, and is the same in both
// languages.
func TestASVS(t *testing.T) {
	t.Parallel()
	const root = "../.."
	known := map[string]bool{}
	for _, room := range []string{"client", "audit", "internal"} {
		require.NoError(t, filepath.WalkDir(filepath.Join(root, room), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, found := range testFuncs.FindAllStringSubmatch(string(text), -1) {
				known[found[1]] = true
			}
			return err
		}))
	}
	var lists []string
	for _, file := range []string{"asvs.md", "asvs.zh-CN.md"} {
		text, err := os.ReadFile(filepath.Join(root, "docs", file))
		require.NoError(t, err)
		var list []string
		for line := range strings.Lines(string(text)) {
			point := points.FindStringSubmatch(line)
			if point == nil {
				continue
			}
			named := testNames.FindAllStringSubmatch(line, -1)
			require.NotEmpty(t, named, line)
			list = append(list, point[1])
			for _, name := range named {
				require.True(t, known[name[1]], "%s: there is no %s", file, name[1])
				list = append(list, name[1])
			}
		}
		lists = append(lists, strings.Join(list, " "))
	}
	require.NotEmpty(t, lists[0])
	require.Equal(t, lists[0], lists[1])
}
