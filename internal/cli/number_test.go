package cli_test

import (
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"allianceregistry/internal/cli"
)

// TestNumbersOfFlags: a flag's number is read as one in a file is.
func TestNumbersOfFlags(t *testing.T) {
	run := func(flags ...string) (count int, block uint64, wait time.Duration, said string, err error) {
		a := skeleton(t, "zh", cli.Streams{})
		root := a.NewRoot()
		root.Args, root.RunE = nil, func(*cobra.Command, []string) error { return nil }
		root.Flags().IntVar(&count, "count", 1, "")
		root.Flags().Uint64Var(&block, "block", 1, "")
		root.Flags().DurationVar(&wait, "wait", 0, "")
		a.Describe(root)
		root.SetArgs(flags)
		if err = root.Execute(); err != nil {
			said = a.Words.Tell(err, nil)
		}
		return count, block, wait, said, err
	}
	count, block, wait, _, err := run("--count", "10", "--block", "18446744073709551615", "--wait", "30s")
	require.NoError(t, err)
	require.Equal(t, 10, count)
	require.Equal(t, uint64(18446744073709551615), block)
	require.Equal(t, 30*time.Second, wait)
	for flag, want := range map[string]string{
		"--count=010":  "选项 --count：“010”可读作不同的数：请写作 10 / 8",
		"--count=0x10": "选项 --count：“0x10”可读作不同的数：请写作 16",
		"--block=1_0":  "选项 --block：“1_0”可读作不同的数：请写作 10",
		"--block=１":    "选项 --block：“１”：其中的 １ 是全角数字（U+FF11）：请改为 1",
		"--wait=3０s":   "选项 --wait：“3０s”：其中的 ０ 是全角数字（U+FF10）：请改为 0",
		"--coutn=1":    "没有选项 --coutn。是否想用 --count？",
		"--block=-1":   "选项 --block 应为非负整数，不能是“-1”",
	} {
		_, _, _, said, err := run(flag)
		require.Error(t, err, flag)
		require.Equal(t, want, said)
	}
}
