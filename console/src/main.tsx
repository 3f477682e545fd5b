import './api/address.ts';
import { render } from 'preact';
import './style/base.css';
import './style/layout.css';
import './style/table.css';
import './style/parts.css';
import './style/lists.css';
import './style/forms.css';
import './style/log.css';
import './style/ansi.css';
import { App } from './app.tsx';

render(<App />, document.getElementById('app')!);
