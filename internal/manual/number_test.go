package manual_test

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/manual"
)

// TestNumbersOfFlags: a flag's number is read as one in a file is.
func TestNumbersOfFlags(t *testing.T) {
	words, err := catalogue.In("zh", manual.Words, input.Words)
	require.NoError(t, err)
	run := func(flags ...string) (count int, block uint64, wait time.Duration, err error) {
		root := &cobra.Command{Use: "trial", SilenceErrors: true, SilenceUsage: true, RunE: func(*cobra.Command, []string) error { return nil }}
		root.Flags().IntVar(&count, "count", 1, "")
		root.Flags().Uint64Var(&block, "block", 1, "")
		root.Flags().DurationVar(&wait, "wait", 0, "")
		read, err := manual.In("zh", fstest.MapFS{"zh.md": &fstest.MapFile{}})
		require.NoError(t, err)
		read.Dress(root, words)
		root.SetArgs(flags)
		return count, block, wait, root.Execute()
	}
	_, _, _, err = run("--count", "10", "--block", "18446744073709551615", "--wait", "30s")
	require.NoError(t, err)
	for flag, want := range map[string]string{
		"--count=010":  "选项 --count：“010”可读作不同的数：请写作 10 / 8",
		"--count=0x10": "选项 --count：“0x10”可读作不同的数：请写作 16",
		"--block=1_0":  "选项 --block：“1_0”可读作不同的数：请写作 10",
		"--block=１":    "选项 --block：“１”：其中的 １ 是全角数字（U+FF11）：请改为 1",
		"--wait=3０s":   "选项 --wait：“3０s”：其中的 ０ 是全角数字（U+FF10）：请改为 0",
		"--coutn=1":    "没有选项 --coutn。是否想用 --count？",
		"--block=-1":   "选项 --block 应为非负整数，不能是“-1”",
	} {
		_, _, _, err := run(flag)
		require.Equal(t, want, words.Tell(err, nil))
	}
}
