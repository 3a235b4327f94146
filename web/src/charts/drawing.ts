/** Chart.js with the parts that the site draws, and nothing else. Loaded when the first chart is shown. */
import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  DoughnutController,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PieController,
  PointElement,
  Tooltip,
} from "chart.js";

Chart.register(ArcElement, BarController, BarElement, CategoryScale, DoughnutController, Filler);
Chart.register(LinearScale, LineController, LineElement, PieController, PointElement, Tooltip);

export { Chart };
