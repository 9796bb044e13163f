package machine

import (
	_ "embed"
	_ "unsafe" // want `import of unsafe`
)
