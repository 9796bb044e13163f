package console

import (
	"context"
	"io"
	"net/url"

	"allianceregistry/client"
	"allianceregistry/client/charterfile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// document is a field for a whole file, which is pasted or chosen on the reader's computer.
const document fieldKind = "document"

// fileSuffix stands behind the name of a document's field, where a file was chosen.
const fileSuffix = "File"

// draftOf reads a charter as it stands in a file; nil for none. What has not a charter's form
// is refused with *charterfile.Invalid, since it could not be put into words.
func draftOf(text string) (*charter.Charter, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // none was given
	}
	file, err := charterfile.Read([]byte(text))
	if err != nil {
		return nil, err
	}
	if defects := file.Defects(charter.Composition{}); len(defects) > 0 {
		return nil, &charterfile.Invalid{Defects: defects}
	}
	return &file.Charter, nil
}

// sent is what the form was sent with; a file that was chosen stands in the place of what
// was pasted.
func (v *visit) sent(a act) (url.Values, error) {
	in := v.r.PostForm
	for _, field := range a.fields {
		if field.kind != document || v.r.MultipartForm == nil {
			continue
		}
		for _, header := range v.r.MultipartForm.File[field.name+fileSuffix] {
			if header.Size == 0 { // none was chosen
				continue
			}
			file, err := header.Open()
			if err != nil {
				return in, err
			}
			content, err := io.ReadAll(file) // the server bounds requests
			_ = file.Close()                 // it was only read
			if err != nil {
				return in, err
			}
			in.Set(field.name, string(content))
		}
	}
	return in, nil
}

// amended says in words what an amendment would change in the charter in force, and the digest
// of the draft.
func (v *visit) amended(ctx context.Context, t membership.Transaction) (changes []plain.Clause, digest string, err error) {
	proposed, is := t.(membership.Propose)
	if !is || proposed.Charter == nil {
		return nil, "", nil
	}
	if digest, err = proposed.Charter.Digest(); err != nil {
		return nil, "", err
	}
	before, err := v.charter(ctx, proposed.Alliance)
	if err != nil {
		return nil, "", err
	}
	changes, err = v.differing(before, *proposed.Charter)
	return changes, digest, err
}

// differing says in words what changes from one charter to another.
func (v *visit) differing(before, after charter.Charter) ([]plain.Clause, error) {
	writer, err := plain.In(web.Language(v.r))
	if err != nil {
		return nil, err
	}
	return writer.Diff(before, after), nil
}

// wouldAmend says in words what a proposal to amend would change in the charter by which it is
// decided, both as two hosts have them. A draft that is not the proposal's is refused.
func (v *visit) wouldAmend(ctx context.Context, p membership.ProposalNow) ([]plain.Clause, error) {
	draft, err := client.Agreed(ctx, v.Client, membership.GetDraft{Proposal: p.ID})
	if err != nil {
		return nil, err
	}
	if draft.Digest != p.CharterDigest {
		return nil, catalogue.NewError("console.draft.differs")
	}
	before, err := v.charterOf(ctx, p.Alliance, p.Charter)
	if err != nil {
		return nil, err
	}
	return v.differing(before, draft.Charter)
}
