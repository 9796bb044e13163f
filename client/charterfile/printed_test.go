package charterfile_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/charterfile"
	"allianceregistry/examples/charters"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// TestWhatIsPrintedIsRead: a charter, and a version of it as the ledger keeps it, in
// every form that the programs print for programs.
func TestWhatIsPrintedIsRead(t *testing.T) {
	files, err := fs.Glob(charters.Files, "*.yaml")
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, ".test.yaml") {
			continue
		}
		content, err := charters.Files.ReadFile(name)
		require.NoError(t, err)
		file, err := charterfile.Read(content)
		require.NoError(t, err, name)
		want, err := file.Charter.Digest()
		require.NoError(t, err)
		kept := membership.CharterVersion{
			Schema: 1, Alliance: "a@b", Version: 2, Digest: want, Charter: file.Charter, Proposal: "00ff",
			Adopted: membership.Stamp{Tx: "010", Time: time.Date(2026, 11, 29, 1, 2, 3, 456, time.UTC)},
		}
		for form, print := range map[string]func(*bytes.Buffer, any) error{
			"yaml": func(to *bytes.Buffer, data any) error { return view.YAML(to, data) },
			"json": func(to *bytes.Buffer, data any) error { return view.JSON(to, data) },
		} {
			for what, data := range map[string]any{"draft": file.Charter, "version": kept} {
				var printed bytes.Buffer
				require.NoError(t, print(&printed, data))
				for _, mark := range []string{"", "\ufeff"} {
					again, err := charterfile.Read(append([]byte(mark), printed.Bytes()...))
					require.NoError(t, err, "%s %s %s", name, form, what)
					got, err := again.Charter.Digest()
					require.NoError(t, err)
					require.Equal(t, want, got, "%s %s %s", name, form, what)
					require.Positive(t, again.Lines.Of("classes[0].id"))
				}
			}
		}
	}
}

// TestNumbersOfCharters: what another reader would take for another number is refused.
func TestNumbersOfCharters(t *testing.T) {
	for _, text := range []string{"010", "0x10", "1_000", "1e3", "+5"} {
		_, err := charterfile.Read([]byte(strings.Replace(small, "    rights:", "    most: "+text+"\n    rights:", 1)))
		require.Equal(t, []string{"06 classes[0].most AMBIGUOUS_NUMBER"}, briefOf(t, err), text)
	}
	file, err := charterfile.Read([]byte(strings.NewReplacer("moreThan: 1/2", "moreThan: 75%").Replace(small)))
	require.NoError(t, err)
	require.Equal(t, charter.Amount("3/4"), file.Charter.Rules[charter.Resolve].Pass.MoreThan)
}
