package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"allianceregistry/audit/words"
)

// unsaid are sources whose errors stop a command, or are an adapter's own: no finding
// holds them.
var unsaid = map[string]bool{"patient.go": true, "finding.go": true, "hosts.go": true}

// inner begins what is looked up in the index, and stops the verifier.
var inner = regexp.MustCompile(`^(look up|checkpoint's) `)

// Each reason that the chain's and the blocks' sources give is said in Chinese, without
// English in it: whatever does not hold, a reader can read why.
func TestEachReasonIsSaid(t *testing.T) {
	t.Parallel()
	count := 0
	for _, folder := range []string{"block", "chain"} {
		files, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
		require.NoError(t, err)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || unsaid[filepath.Base(file)] {
				continue
			}
			for _, format := range formats(t, file) {
				if inner.MatchString(format) {
					continue
				}
				count++
				said := words.Reason("zh", example(format))
				assert.NotRegexp(t, `[A-Za-z']+ [A-Za-z']+ [A-Za-z']+|“`, said, "%s: %s", file, format)
			}
		}
	}
	require.Greater(t, count, 100)
}

// example is what a format makes.
func example(format string) string {
	if strings.HasSuffix(format, " ") { // a name is put behind it
		format += "%s"
	}
	return strings.NewReplacer("%d", "7", "%q", `"x"`, "%s", "x", "%v", "connection refused", "%w", "connection refused").Replace(format)
}

// formats are the texts of at least three words in a source, comments apart, that are
// no format of a number alone.
func formats(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	var found []string
	ast.Inspect(parsed, func(node ast.Node) bool {
		literal, is := node.(*ast.BasicLit)
		if !is || literal.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		require.NoError(t, err)
		if strings.Count(strings.TrimSpace(text), " ") > 1 {
			found = append(found, text)
		}
		return true
	})
	return found
}

func TestReason(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"malformed: the file ends within a block":              "格式有误：文件在一个区块的中间结束",
		"malformed: block 7: transaction 3: no header":         "格式有误：区块 7：第 3 笔交易：没有头部",
		"2 of 3 for /Channel/Orderer/BlockValidation":          "/Channel/Orderer/BlockValidation 需要 3 个，只有 2 个",
		`key "a \"b\" c d e" of registry has changed`:          `registry 的键 "a \"b\" c d e" 已被更改`,
		"read /a/b/blockfile_000000: input/output error":       "read /a/b/blockfile_000000：磁盘读写出错",
		"payload: proto: something that nobody has translated": "载荷：“proto: something that nobody has translated”",
		"MVCC_READ_CONFLICT":                                   "MVCC_READ_CONFLICT",
		"文件 a b c 读不出":                                         "文件 a b c 读不出",
		"what a peer says in its own words":                    "“what a peer says in its own words”",
	} {
		require.Equal(t, want, words.Reason("zh", text))
		require.Equal(t, text, words.Reason("en", text))
	}
}

func TestParams(t *testing.T) {
	t.Parallel()
	params := map[string]string{"why": "no header", "name": "no header"}
	require.Equal(t, map[string]string{"why": "没有头部", "name": "no header"}, words.Params("zh", params))
	require.Equal(t, "no header", params["why"], "what a finding has is left alone")
	require.Nil(t, words.Params("zh", nil))
}
